// The receiver on a free port of loopback, which it prints. Without its live view: the web socket of that refuses
// requests that offer to go on by HTTP/2, as the JDK's client does, while a plain server takes no notice.
import { createServer } from "node:http";
import { attachDevtoolsRoutes, DevtoolsServer } from "autotel-devtools/server";

const http = createServer();
const store = new DevtoolsServer({ server: http, host: "127.0.0.1" });
http.removeAllListeners("upgrade");
attachDevtoolsRoutes(http, store, { loopbackOnly: true });
http.listen(0, "127.0.0.1", () => {
  console.log(`listening on http://127.0.0.1:${http.address().port}`);
});
