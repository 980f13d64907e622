// Counts whatever arrives at a port of this machine: connections over TCP, packets over UDP.
import { createSocket } from "node:dgram";
import { createServer } from "node:http";

/** A listener on a free port, the same for both. */
export async function listen() {
  let hits = 0;
  const count = () => {
    hits += 1;
  };
  const server = createServer((request, response) => {
    response.writeHead(200, { "content-type": "text/plain", "access-control-allow-origin": "*" });
    response.end();
  });
  server.on("connection", (socket) => {
    count();
    socket.unref();
  });
  server.on("upgrade", (request, socket) => socket.destroy());
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  const packets = createSocket("udp4");
  packets.on("message", count);
  await new Promise((resolve, reject) => {
    packets.once("error", reject);
    packets.bind(port, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${port}/`,
    hits: () => hits,
    // Not waited for: a browser may hold a connection open that it never used.
    close() {
      packets.close();
      server.close();
      server.closeAllConnections();
      server.unref();
    },
  };
}
