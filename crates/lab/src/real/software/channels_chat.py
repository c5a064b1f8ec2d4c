"""A chat that echoes: Django Channels in one file."""

import django
from django.conf import settings

settings.configure(SECRET_KEY="lab", ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__)
django.setup()

# These need the settings.
from channels.generic.websocket import AsyncWebsocketConsumer  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.core.asgi import get_asgi_application  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.urls import path  # noqa: E402


class Chat(AsyncWebsocketConsumer):
    async def receive(self, text_data=None, bytes_data=None):
        await self.send(text_data, bytes_data)


def page(request):
    return HttpResponse("<!doctype html><title>Chat</title>")


urlpatterns = [path("", page)]

app = ProtocolTypeRouter(
    {
        "http": get_asgi_application(),
        "websocket": URLRouter([path("ws/chat", Chat.as_asgi())]),
    }
)
