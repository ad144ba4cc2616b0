// Writes what Discord's OpenAPI document says, as JSON Schema: the schemas, and by route and status
// which of them a body is held to. npm's discord-api-spec has the document as Zod schemas and types.
//
//     node schemas.mjs FOLDER-WITH-NODE_MODULES FILE

import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, file] = process.argv.slice(2);
const built = join(resolve(folder), "node_modules", "discord-api-spec", "build");
const module = (path) => import(pathToFileURL(path));
const z = await module(join(resolve(folder), "node_modules", "zod", "mini", "index.js"));
const spec = await module(join(built, "discord-api-spec.zod.js"));

const every = z.registry();
for (const [name, schema] of Object.entries(spec)) {
  if (name.endsWith("Schema")) every.add(schema, { id: name.slice(0, -"Schema".length) });
}
const options = { io: "input", unrepresentable: "any", uri: (id) => id };
const { schemas } = z.toJSONSchema(every, options);

const NAMED = /^[A-Z]\w*$/;
const one = (name) => {
  const plain = name.trim();
  if (plain === "null") return { type: "null" };
  if (plain.endsWith("[]")) return { type: "array", items: one(plain.slice(0, -2)) };
  if (NAMED.test(plain) && schemas[plain]) return { $ref: plain };
  throw new Error(`no schema of ${plain}`);
};
const LIST = /^\s*(?:\|\s*)?\(([^()]*)\)\[\](\s*\|\s*null)?$/;
const any = (type) => {
  const list = LIST.exec(type);
  if (list) {
    const held = { type: "array", items: any(list[1]) };
    return list[2] ? { anyOf: [held, { type: "null" }] } : held;
  }
  const every = type.replace(/[()]/g, "").split("|").filter((it) => it.trim()).map(one);
  return every.length === 1 ? every[0] : { anyOf: every };
};

const route = (method, path) => {
  const named = path.replace(/\{(\w+)\}/g, (_, name) => {
    if (name.endsWith("token")) return "{token}";
    return name === "emoji_name" ? "{emoji}" : "{id}";
  });
  return `${method.toUpperCase()} ${named}`;
};

const text = readFileSync(join(built, "discord-api-spec.ts"), "utf8");
const paths = text.slice(text.indexOf("export interface Paths {")).split("\n");
const routes = {};
let path, method;
for (let line = 1; paths[line] !== "}"; line += 1) {
  const row = paths[line];
  const place = /^ {2}"(\/[^"]*)": \{/.exec(row);
  const verb = /^ {4}(get|post|put|patch|delete): \{/.exec(row);
  const body = /^ {6}requestBody\??:(.*)$/.exec(row) ?? /^ {8}"?(2\d\d)"?:(.*)$/.exec(row);
  if (place) path = place[1];
  if (verb) method = verb[1];
  if (!body) continue;
  let type = body.at(-1);
  while (!type.trimEnd().endsWith(";") && !type.includes("{")) type += paths[(line += 1)];
  type = type.trim().replace(/;$/, "");
  if (type.includes("{") || ["undefined", "unknown"].includes(type)) continue; // written out, or nothing
  const what = body.length === 2 ? "asked" : body[1];
  try {
    (routes[route(method, path)] ??= {})[what] = any(type);
  } catch {
    continue; // of no schema that it has
  }
}
writeFileSync(file, JSON.stringify({ schemas, routes }));
