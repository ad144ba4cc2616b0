// Emulators of Slack, as many as are asked for, in one process: to start one costs more than to use it.
// A line {"start": port, "seed": {…}} or {"stop": port} comes in; "{}" goes out when that is done.
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const { createEmulator } = await import(pathToFileURL(process.argv[2]).href);
const running = new Map();

for await (const line of createInterface({ input: process.stdin })) {
  const { start, stop, seed } = JSON.parse(line);
  if (start) {
    running.set(start, await createEmulator({ service: "slack", port: start, seed }));
  } else {
    running.get(stop).close().catch(() => {}); // connections may be open still
    running.delete(stop);
  }
  console.log("{}");
}
process.exit(0);
