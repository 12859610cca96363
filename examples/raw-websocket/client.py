#!/usr/bin/env python3
"""ArqonBus without its SDK and without a package: Python's standard library, 3.9 or later.

Prints what is said in a channel, and says what you type:

    python3 client.py demo:lobby
"""

import asyncio
import base64
import hashlib
import json
import os
import random
import struct
import sys
import threading
import time
from urllib.parse import urlsplit

URL = os.environ.get("ARQONBUS_WS_URL", "ws://127.0.0.1:9100")
TOKEN = os.environ.get("ARQONBUS_AUTH_JWT")

# The bus pings every 20 seconds: whoever has heard nothing for a minute is connected to nobody.
SILENCE_SECONDS = 60
CONNECT_SECONDS = 10


class Closed(Exception):
    """The connection is over, with the close code; 1006 where there was none."""

    def __init__(self, code, reason=""):
        super().__init__(f"{code} {reason}".strip())
        self.code = code


class Refused(Exception):
    """The handshake was not answered with a WebSocket, but with the HTTP status code."""

    def __init__(self, status_line, code=0):
        super().__init__(status_line)
        self.code = code


class WebSocket:
    """One connection that carries texts (RFC 6455)."""

    CONTINUATION, TEXT, CLOSE, PING, PONG = 0x0, 0x1, 0x8, 0x9, 0xA

    def __init__(self, reader, writer):
        self.reader = reader
        self.writer = writer

    @classmethod
    async def connect(cls, url, token=None):
        parts = urlsplit(url)
        secure = parts.scheme == "wss"
        port = parts.port or (443 if secure else 80)
        reader, writer = await asyncio.open_connection(parts.hostname, port, ssl=True if secure else None)
        try:
            await cls._shake_hands(reader, writer, parts, token)
        except BaseException:
            writer.close()
            raise
        return cls(reader, writer)

    @staticmethod
    async def _shake_hands(reader, writer, parts, token):
        key = base64.b64encode(os.urandom(16)).decode()
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        lines = [
            f"GET {target} HTTP/1.1",
            f"Host: {parts.netloc}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            f"Sec-WebSocket-Key: {key}",
        ]
        if token:
            lines.append(f"Authorization: Bearer {token}")
        writer.write("\r\n".join([*lines, "", ""]).encode())
        answer = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        status, *headers = answer.rstrip().split("\r\n")
        code = int(status.split(" ")[1])
        if code != 101:
            raise Refused(status, code)
        # Proves that it was a WebSocket server that answered, and this request (RFC 6455, 4.1).
        digest = hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()
        expected = f"sec-websocket-accept: {base64.b64encode(digest).decode()}".lower()
        if expected not in (header.lower() for header in headers):
            raise Refused("not a WebSocket server")

    async def receive(self):
        """The next text. Answers pings on the way. Raises Closed when there is none any more."""
        message = b""
        while True:
            try:
                final, opcode, payload = await asyncio.wait_for(self._frame(), SILENCE_SECONDS)
            except (OSError, EOFError, asyncio.TimeoutError) as lost:
                self.writer.transport.abort()
                raise Closed(1006, type(lost).__name__) from lost
            if opcode == self.PING:
                self._write(self.PONG, payload)
            elif opcode == self.CLOSE:
                self._write(self.CLOSE, payload[:2])
                self.writer.close()
                code = struct.unpack("!H", payload[:2])[0] if len(payload) >= 2 else 1005
                raise Closed(code, payload[2:].decode(errors="replace"))
            elif opcode in (self.TEXT, self.CONTINUATION):
                message += payload
                if final:
                    return message.decode()

    def send(self, text):
        self._write(self.TEXT, text.encode())

    async def _frame(self):
        """One frame: two bytes, a length of 7, 16 or 64 bits, and the payload, which a server does not mask."""
        first, second = await self.reader.readexactly(2)
        length = second & 0x7F
        if length == 126:
            length = struct.unpack("!H", await self.reader.readexactly(2))[0]
        elif length == 127:
            length = struct.unpack("!Q", await self.reader.readexactly(8))[0]
        return bool(first & 0x80), first & 0x0F, await self.reader.readexactly(length)

    def _write(self, opcode, payload):
        """One frame; what a client sends is masked (RFC 6455, 5.3)."""
        length = len(payload)
        if length < 126:
            head = struct.pack("!BB", 0x80 | opcode, 0x80 | length)
        elif length < 65536:
            head = struct.pack("!BBH", 0x80 | opcode, 0x80 | 126, length)
        else:
            head = struct.pack("!BBQ", 0x80 | opcode, 0x80 | 127, length)
        mask = os.urandom(4)
        masked = bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))
        self.writer.write(head + mask + masked)


class Client:
    """A member of one channel, over lost connections too."""

    def __init__(self, room, channel):
        self.room = room
        self.channel = channel
        self.socket = None
        self.is_joined = False
        self.attempt = 0
        # The last message that was seen: where to go on after a lost connection.
        self.position = None
        # What was said and is not acknowledged yet, by its id.
        self.unacknowledged = {}

    async def run(self):
        while True:
            try:
                self.socket = await asyncio.wait_for(WebSocket.connect(URL, TOKEN), CONNECT_SECONDS)
                while True:
                    self.receive(json.loads(await self.socket.receive()))
            except (OSError, EOFError, asyncio.TimeoutError, Refused, Closed) as ended:
                self.is_joined = False
                if is_final(ended):
                    sys.exit(f"the bus does not let us in: {ended}")
                # A random time that grows, so that after an outage not all clients come back at once.
                delay = 0.5 + random.random() * min(20, 0.5 * 2 ** min(self.attempt, 10))
                self.attempt += 1
                note(f"no connection ({ended}), trying again in {delay * 1000:.0f} ms")
                await asyncio.sleep(delay)

    def receive(self, envelope):
        kind = envelope["type"]
        # Others may write any type and any payload, but never this sender.
        if envelope["sender"] != "arqonbus":
            self.heard(envelope)
        elif kind == "message":
            self.join(envelope["payload"]["client_id"])
        elif kind == "response":
            self.joined(envelope)
        elif kind == "message_response":
            self.acknowledged(envelope)
        elif kind == "error":
            self.unacknowledged.pop(envelope.get("request_id"), None)
            note(f"{envelope['error_code']}: {envelope['error']}")
        elif kind == "event":
            note(f"{envelope['payload']['event']}: {envelope['payload'].get('reason', '')}")

    def heard(self, envelope):
        seq = envelope.get("seq")
        # One of our own that was not acknowledged before the connection was lost comes back as a stranger's.
        if envelope["id"] not in self.unacknowledged:
            text = json.dumps(envelope.get("payload"), ensure_ascii=False, separators=(",", ":"))
            print(f"#{seq or 'direct'} {envelope['sender']}: {text}", flush=True)
        if seq is not None:
            self.position = {"epoch": envelope["epoch"], "seq": seq}

    def join(self, client_id):
        note(f"connected to {URL} as {client_id}")
        args = {"room": self.room, "channel": self.channel}
        if self.position:
            args["since"] = self.position
        self.send({"id": new_id(), "type": "command", "command": "join_channel", "args": args})

    def joined(self, response):
        """With `since` everything that was missed has come before this answer."""
        if response["status"] != "success":
            sys.exit(f"cannot join: {response.get('error') or response['payload']['message']}")
        data = response["payload"]["data"]
        self.position = {"epoch": data["epoch"], "seq": data["seq"]}
        self.is_joined = True
        self.attempt = 0
        note(f"joined {self.room}:{self.channel} after #{data['seq']}")
        # Under the same id nothing is delivered twice, so what may or may not have arrived is simply sent again.
        for envelope in self.unacknowledged.values():
            self.send(envelope)

    def say(self, text):
        envelope = {
            "id": new_id(),
            "type": "message",
            "room": self.room,
            "channel": self.channel,
            "payload": {"text": text},
        }
        self.unacknowledged[envelope["id"]] = envelope
        if self.is_joined:
            self.send(envelope)

    def acknowledged(self, response):
        """Whoever sees number 7 acknowledged has been sent 1 to 6: the acknowledgement moves the position too."""
        self.unacknowledged.pop(response["request_id"], None)
        seq, epoch = response["payload"]["seq"], response["payload"]["epoch"]
        if epoch == self.position["epoch"] and seq > self.position["seq"]:
            self.position = {"epoch": epoch, "seq": seq}
        note(f"said as #{seq}")

    def send(self, envelope):
        self.socket.send(json.dumps(envelope))


def is_final(ended):
    """Below 4500 a client comes back by itself, from 4500 on it stays away; as where it is not allowed in (401, 403)."""
    code = getattr(ended, "code", 0)
    return code >= 4500 or code in (1007, 1009, 401, 403)


def new_id():
    """arq_<digits>_<digits>_<6 hex>: the older of the two forms, the easier one to make."""
    return f"arq_{time.time_ns()}_{int.from_bytes(os.urandom(4), 'big')}_{os.urandom(3).hex()}"


def note(text):
    print(text, file=sys.stderr, flush=True)


def read_lines(loop, client):
    # Not sys.stdin: Python cannot end while a thread is reading from that.
    with open(0, encoding="utf-8", closefd=False) as lines:
        for line in lines:
            if line.strip():
                loop.call_soon_threadsafe(client.say, line.rstrip("\r\n"))


async def main():
    room, _, channel = (sys.argv[1] if len(sys.argv) > 1 else "demo:lobby").partition(":")
    client = Client(room, channel)
    threading.Thread(target=read_lines, args=(asyncio.get_running_loop(), client), daemon=True).start()
    await client.run()


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        pass
