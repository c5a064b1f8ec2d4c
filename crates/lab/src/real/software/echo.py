"""A chat that echoes: an ASGI application without a framework."""

CHAT = "/ws/chat"


async def app(scope, receive, send):
    if scope["type"] == "http":
        await page(send, 200 if scope["path"] == "/" else 404)
    elif scope["path"] == CHAT:
        await echo(receive, send)
    else:
        await send({"type": "websocket.close"})


async def page(send, status):
    headers = [(b"content-type", b"text/html")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"<!doctype html><title>Chat</title>"})


async def echo(receive, send):
    await receive()
    await send({"type": "websocket.accept"})
    while (event := await receive())["type"] == "websocket.receive":
        await send({**event, "type": "websocket.send"})
