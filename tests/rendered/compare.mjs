// compare.mjs BUNDLE: reads the lines of the program `steps` and merges each diff into the official client's own Rendered,
// whose HTML must then be that of a full render. BUNDLE is priv/static/phoenix_live_view.cjs.js of the npm package,
// which keeps Rendered to itself; so it is read with one line added that hands it out.
import fs from "node:fs";
import readline from "node:readline";
import { createRequire } from "node:module";

globalThis.window = globalThis; // the client looks for structuredClone there
const bundle = process.argv[2];
const module = { exports: {} };
const source = fs.readFileSync(bundle, "utf8") + "\nmodule.exports.TheRendered = Rendered;";
new Function("module", "exports", "require", source)(module, module.exports, createRequire(bundle));
const Rendered = module.exports.TheRendered;

/** The HTML of everything, with the rows of streams that this message brought; without what the client adds to the root
 * tags of components. */
function wholeHtml(rendered) {
  const { buffer } = rendered.recursiveToString(rendered.rendered, rendered.rendered.c, undefined, false, {}, null);
  return buffer.replace(/ data-phx-(id|component|view)="([cm]\d+-)?(\d+|view)"/g, "");
}

/** The components' roots in a tree. The client leaves those out of a patch that have an id and no `newRender`. */
function roots(node, found = new Map()) {
  if (node === null || typeof node !== "object") return found;
  if (node.magicId) found.set(node.magicId, node);
  for (const key of Object.keys(node)) if (key !== "s" && key !== "p") roots(node[key], found);
  return found;
}

const strip = (node) => JSON.stringify(node, (key, value) => (key === "newRender" || key === "magicId" ? undefined : value));

let rendered, before, joins = 0, diffs = 0, bytes = 0;
for await (const line of readline.createInterface({ input: process.stdin })) {
  const step = JSON.parse(line);
  if (step.join) {
    rendered = new Rendered("view", step.join);
    joins++;
  } else {
    bytes += JSON.stringify(step.diff).length;
    rendered.mergeDiff(Rendered.extract(step.diff).diff);
    diffs++;
    for (const [id, node] of roots(rendered.rendered)) {
      if (!node.newRender && before.get(id) !== strip(node)) fail(step, `component ${id} changed, but the client skips it`);
    }
  }
  let html;
  try {
    html = wholeHtml(rendered);
    rendered.toString(); // what the client does with a diff
  } catch (error) {
    fail(step, `the client throws ${error.stack}\nat ${JSON.stringify(rendered.rendered)}\nfor\n${step.html}`);
  }
  if (step.gone?.length) rendered.pruneCIDs(step.gone);
  before = new Map([...roots(rendered.rendered)].map(([id, node]) => [id, strip(node)]));
  if (html !== step.html) fail(step, `the client shows\n${html}\na full render is\n${step.html}`);
}

function fail(step, what) {
  console.error(`seed ${step.seed}, sequence ${step.sequence}, step ${step.step}: ${what}\nafter ${JSON.stringify(step.join ?? step.diff)}`);
  process.exit(1);
}

if (diffs === 0) {
  console.error("no diff was compared");
  process.exit(1);
}
console.log(`${joins} joins and ${diffs} diffs of ${Math.round(bytes / diffs)} bytes on average: all as the official client shows them`);
