"""A chat that echoes, in three applications: as it should be, at another path, and for members only."""

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


class Guarded(Chat):
    async def connect(self):
        # Nobody signs in here. Who accepts only later rejects the handshake.
        await self.close()


def page(request):
    return HttpResponse("<!doctype html><title>Chat</title>")


urlpatterns = [path("", page)]

def serve(route, consumer):
    sockets = URLRouter([path(route, consumer.as_asgi())])
    return ProtocolTypeRouter({"http": get_asgi_application(), "websocket": sockets})


app = serve("ws/chat", Chat)
moved = serve("ws/rooms", Chat)
guarded = serve("ws/chat", Guarded)
