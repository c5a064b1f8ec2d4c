//! Remedies for Django Channels and the servers that run it: daphne, uvicorn.

use super::app;
use crate::remedy::{Remedy, check, source};
use crate::text::Text;

pub(crate) static DJANGO_ASGI: Remedy = app(
    "Django Channels",
    Text("Run it under an ASGI server; a WSGI server can’t take upgrades"),
    "bash",
    "daphne -b 127.0.0.1 -p 8000 mysite.asgi:application
",
    &check::INWARDS,
    source::CHANNELS_DEPLOY,
);

pub(crate) static DJANGO_ROUTE: Remedy = app(
    "Django Channels",
    Text("Route the path, which stands there without its first slash"),
    "python",
    "from channels.routing import URLRouter
from django.urls import path
from chat.consumers import ChatConsumer

websocket = URLRouter([path(\"{path}\"[1:], ChatConsumer.as_asgi())])
",
    &check::INWARDS,
    source::CHANNELS_ROUTING,
);

pub(crate) static DJANGO_ORIGIN: Remedy = app(
    "Django Channels",
    Text("Accept the page’s Origin; AllowedHostsOriginValidator takes the list from ALLOWED_HOSTS"),
    "python",
    "from channels.security.websocket import OriginValidator

application = OriginValidator(websocket, [\"{origin}\"])  # the pages that may connect
",
    &check::ORIGINS,
    source::CHANNELS_ORIGIN,
);

pub(crate) static DJANGO_ACCEPT: Remedy = app(
    "Django Channels",
    Text("Accept first, and do slow work afterwards"),
    "python",
    " import asyncio
 from channels.generic.websocket import AsyncWebsocketConsumer


 class ChatConsumer(AsyncWebsocketConsumer):
     async def connect(self):
-        await self.load_history()
         await self.accept()
+        self.loading = asyncio.create_task(self.load_history())
",
    &check::HANDSHAKE,
    source::CHANNELS_CONSUMERS,
);

pub(crate) static DJANGO_LOGIN: Remedy = app(
    "Django Channels",
    Text("Read the login from the session’s cookie, and say with a close code that it is missing"),
    "python",
    "from channels.auth import AuthMiddlewareStack
from channels.generic.websocket import AsyncJsonWebsocketConsumer

application = AuthMiddlewareStack(websocket)  # around the URLRouter


class ChatConsumer(AsyncJsonWebsocketConsumer):
    async def connect(self):
        await self.accept()
        if not self.scope[\"user\"].is_authenticated:
            await self.close(4401)  # before accept it were 403, which no page can read
",
    &check::LOGIN,
    source::CHANNELS_LOGIN,
);

pub(crate) static DJANGO_SUBPROTOCOL: Remedy = app(
    "Django Channels",
    Text("Accept one of the subprotocols that the page offers"),
    "python",
    " from channels.generic.websocket import AsyncWebsocketConsumer


 class ChatConsumer(AsyncWebsocketConsumer):
     async def connect(self):
-        await self.accept()
+        offered = self.scope[\"subprotocols\"]
+        await self.accept(\"chat.v1\" if \"chat.v1\" in offered else None)
",
    &check::SUBPROTOCOL,
    source::CHANNELS_CONSUMERS,
);

pub(crate) static DJANGO_BEAT: Remedy = app(
    "Django Channels",
    Text("Send a heartbeat from the server, 25 s apart: below the smallest idle limit of all hops"),
    "python",
    "import asyncio, contextlib, time
from channels.generic.websocket import AsyncJsonWebsocketConsumer


class ChatConsumer(AsyncJsonWebsocketConsumer):
    beat = None

    async def connect(self):
        self.heard = time.monotonic()
        await self.accept()
        self.beat = asyncio.create_task(self.keep_alive())

    async def keep_alive(self):
        while time.monotonic() - self.heard < 60:  # two answers missed
            await self.send_json({\"type\": \"ping\"})  # the page answers {\"type\": \"pong\"}
            await asyncio.sleep(25)
        await self.close(4408)

    async def receive_json(self, content):
        self.heard = time.monotonic()
        ...  # your messages

    async def disconnect(self, code):
        if self.beat:  # a refused handshake has none
            self.beat.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await self.beat
",
    &check::STAYS,
    source::CHANNELS_CONSUMERS,
);

pub(crate) static DAPHNE_AGE: Remedy = app(
    "daphne",
    Text("Lift its limit of age, which is 86400 s"),
    "bash",
    "-daphne -b 127.0.0.1 -p 8000 mysite.asgi:application
+daphne --websocket_timeout -1 -b 127.0.0.1 -p 8000 mysite.asgi:application
",
    &check::BUSY,
    source::DAPHNE,
);

pub(crate) static UVICORN: Remedy = app(
    "uvicorn",
    Text(
        "Its settings for WebSockets, here at their defaults but for compression: a ping every 20 s, messages up to 16 MiB",
    ),
    "bash",
    "uvicorn mysite.asgi:application --port 8000 --ws-ping-interval 20 --ws-ping-timeout 20 \\
  --ws-max-size 16777216 --ws-per-message-deflate false
",
    &check::STAYS,
    source::UVICORN,
);
