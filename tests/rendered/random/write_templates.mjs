// write_templates.mjs SEED TEMPLATES FILES FOLDER: random templates, as views random_<k>.hpp and random_<k>.cpp in FOLDER,
// and random_views.hpp with the list of them. The same seed gives the same templates; a file that is there already as it
// would be is left alone, so that nothing is compiled anew.
import fs from "node:fs";
import path from "node:path";

const [seed, templates, files, folder] = [...process.argv.slice(2, 5).map(Number), process.argv[5]];

/** mulberry32 (Tommy Ettinger). */
let state = seed >>> 0;
const random = () => {
  state = (state + 0x6d2b79f5) >>> 0;
  let t = Math.imul(state ^ (state >>> 15), state | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return (t ^ (t >>> 14)) >>> 0;
};
const below = (limit) => random() % limit;
const chance = (oneIn) => below(oneIn) === 0;
const pick = (list) => list[below(list.length)];

/** What a place in a template may show and ask, and how often it is there: once, or by unique keys, or any number of times. */
const page = {
  texts: ["@s", "@t", "@n", "@m", "@n * 10 + @m", '@o.value_or("-")', '"#{@s}/#{@n}"', "@a ? @s : @t", "@words.size()", "@items.count()"],
  tests: ["@a", "@b", "!@a", "@n > 2", "@m == 1", "@o", "@rows.empty()", "@n > @m", "@items.empty()"],
  strings: ["@s", "@t", '@o.value_or("none")'],
  numbers: ["@n", "@m", "@n + @m"],
  ids: [], // expressions that together tell one turn of the loops around from another
  unique: true,
};
const within = (scope, more) => ({ ...scope, ...more, inner: true, texts: [...scope.texts, ...(more.texts ?? [])], tests: [...scope.tests, ...(more.tests ?? [])],
  strings: [...scope.strings, ...(more.strings ?? [])], numbers: [...scope.numbers, ...(more.numbers ?? [])], ids: [...scope.ids, ...(more.ids ?? [])] });

let names, components, streamed;
const fresh = (prefix) => `${prefix}${++names}`;
/** Within a loop or a slot, mostly what that brings. */
const usually = (scope, list) => (scope.inner && !chance(3) ? list[list.length - 1 - below(2)] : pick(list));
const shown = (scope) => `{${usually(scope, scope.texts)}}`;

const words = ["tea", "a &amp; b", "it's", "“q”", "1 < 2".replace("<", "&lt;"), "x", "\n", "  "];
const tags = ["p", "div", "b", "ul", "article", "em"];

const attribute = (scope) =>
  pick([
    () => `title={${usually(scope, scope.strings)}}`,
    () => `class={["fixed", ${pick(scope.tests.slice(0, 3))} && "on"]}`,
    () => `class="plain"`,
    () => `hidden={${pick(scope.tests.slice(0, 5))}}`,
    () => `data-n={${usually(scope, scope.numbers)}}`,
    () => `lang={@o}`,
    () => `style={"width: #{@n}px"}`,
    () => `href={"/p/#{@n}?q=#{${pick(scope.strings)}}"}`,
  ])();

/** `row` makes the content use the variable of its loop. */
const loops = (scope, depth) =>
  pick([
    (inner) => {
      const row = fresh("row");
      return {
        directive: `:for={${row} <- @rows} :key={${row}.id}`,
        block: `for (const auto& ${row} : @rows)`,
        scope: within(scope, { texts: [`${row}.name`, `${row}.id`], tests: [`${row}.hot`, `${row}.visible`], strings: [`${row}.name`], numbers: [`${row}.id`], ids: [`${row}.id`], row }),
        use: `{${row}.id}`,
      };
    },
    () => {
      const row = fresh("row");
      return {
        directive: `:for={${row} <- @rows}`,
        block: `for (const auto& ${row} : @rows)`,
        scope: within(scope, { texts: [`${row}.name`], tests: [`${row}.hot`], strings: [`${row}.name`], numbers: [`${row}.id`], ids: [`${row}.id`], row }),
        use: `{${row}.name}`,
      };
    },
    () => {
      const word = fresh("word");
      return {
        directive: `:for={${word} <- @words}`,
        block: `for (const auto& ${word} : @words)`,
        scope: within(scope, { texts: [word], strings: [word], unique: false }),
        use: `{${word}}`,
      };
    },
    () => {
      const tag = fresh("tag");
      const of = scope.row ? `${scope.row}.tags` : "@words";
      return {
        directive: `:for={${tag} <- ${of}}`,
        block: `for (const auto& ${tag} : ${of})`,
        scope: within(scope, { texts: [tag], strings: [tag], unique: false }),
        use: `{${tag}}`,
      };
    },
  ])();

const nodes = (scope, depth, least = 0) => Array.from({ length: least + below(depth > 2 ? 4 : 3) }, () => node(scope, depth - 1)).join("");

const element = (scope, depth) => {
  const tag = pick(tags);
  const attributes = Array.from({ length: below(3) }, () => attribute(scope)).filter((a, i, all) => all.findIndex((b) => b.split("=")[0] === a.split("=")[0]) === i);
  if (chance(3)) {
    const loop = loops(scope, depth);
    const guard = chance(4) ? ` :if={${usually(loop.scope, loop.scope.tests)}}` : "";
    return `<${tag} ${loop.directive}${guard} ${attributes.join(" ")}>${loop.use}${nodes(loop.scope, depth)}</${tag}>`;
  }
  const guard = chance(3) ? ` :if={${usually(scope, scope.tests)}}` : "";
  return `<${tag}${guard} ${attributes.join(" ")}>${nodes(scope, depth)}</${tag}>`;
};

const block = (scope, depth) => {
  if (chance(3)) {
    const loop = loops(scope, depth);
    return `<% ${loop.block} { %>${loop.use}${nodes(loop.scope, depth)}<% } %>`;
  }
  const otherwise = chance(2) ? `<% } else if (${pick(page.tests)}) { %>${nodes(scope, depth)}` : "";
  const last = chance(2) ? `<% } else { %>${nodes(scope, depth)}` : "";
  return `<% if (${usually(scope, scope.tests)}) { %>${nodes(scope, depth, 1)}${otherwise}${last}<% } %>`;
};

const many = (scope) => ({ ...scope, unique: false });

const component = (scope, depth) =>
  pick([
    () => `<.box title={${usually(scope, scope.strings)}} />`,
    () => `<.box title="fixed" open={${pick(scope.tests.slice(0, 5))}}>${nodes(many(scope), depth, 1)}</.box>`,
    () => `<.box title={${pick(scope.strings)}}>${nodes(many(scope), depth, 1)}<:foot>${nodes(many(scope), depth)}{@n}</:foot></.box>`,
    () => `<.times times={${pick(scope.numbers)}}>${nodes(many(scope), depth, 1)}</.times>`,
    () => {
      const text = fresh("text"), number = fresh("number");
      const inner = within(many(scope), { texts: [text, number], strings: [text], numbers: [number], tests: [`${number} > 2`] });
      return `<.lend text={${pick(scope.strings)}} number={${pick(scope.numbers)}} :let={{${text}, ${number}}}>{${text}}{${number}}${nodes(inner, depth)}</.lend>`;
    },
    () => {
      const row = fresh("row");
      const inner = within(many(scope), { texts: [`${row}.name`, `${row}.id`], tests: [`${row}.hot`], strings: [`${row}.name`], numbers: [`${row}.id`], row });
      const second = chance(2) ? `<:col :if={${pick(page.tests)}} label="second">${nodes(many(scope), depth)}</:col>` : "";
      const third = chance(3) ? `<:col :for={w${row} <- @words} label={w${row}}>{w${row}}</:col>` : "";
      return `<.table rows={@rows} from={${pick(["0", "@m"])}}><:col :let={${row}} label={${pick(page.strings.slice(0, 2))}}>{${row}.id}${nodes(inner, depth)}</:col>${second}${third}</.table>`;
    },
  ])();

/** A live component: its id must be one of its own, wherever it stands. */
const liveComponent = (scope) => {
  const id = [`std::string("k${++components}")`, ...scope.ids.map((part) => `std::to_string(${part})`)].join(' + "-" + ');
  const kind = chance(3) ? "nest" : "counter";
  const number = kind === "counter" ? ` number={${pick(scope.numbers)}}` : ` open={${pick(page.tests.slice(0, 5))}}`;
  return `<.${kind} id={${id}} label={${usually(scope, scope.strings)}}${chance(4) ? "" : number} />`;
};

const stream = (scope, depth) => {
  streamed = true;
  const item = fresh("item");
  const inner = within(many(scope), { texts: [`${item}.text`], strings: [`${item}.text`], numbers: [`${item}.id`], tests: [`${item}.id > 3`] });
  return `<ul id="items" phx-update="stream"><li :for={{dom${item}, ${item}} <- @items} id={dom${item}}>{${item}.text}${nodes(inner, Math.min(depth, 2))}</li></ul>`;
};

const node = (scope, depth) => {
  if (depth <= 0) return chance(2) ? shown(scope) : pick(words);
  const what = below(20);
  if (what < 4) return shown(scope);
  if (what < 5) return pick(words);
  if (what < 11) return element(scope, depth);
  if (what < 14) return block(scope, depth);
  if (what < 17) return component(scope, depth);
  if (what < 19 && scope.unique) return liveComponent(scope);
  if (scope === page && !streamed) return stream(scope, depth);
  return element(scope, depth);
};

const template = () => {
  [names, components, streamed] = [0, 0, false];
  return nodes(page, 4, 3);
};

const write = (name, text) => {
  const file = path.join(folder, name);
  if (!fs.existsSync(file) || fs.readFileSync(file, "utf8") !== text) fs.writeFileSync(file, text);
};

fs.mkdirSync(folder, { recursive: true });
const view = (index) => `Random${index}`;
const all = Array.from({ length: templates }, (_, index) => index);
const share = Math.ceil(templates / files);
for (let k = 0; k < files; k++) {
  const mine = all.slice(k * share, (k + 1) * share);
  const classes = mine.map((i) => `class ${view(i)} : public anqa::LiveView<${view(i)}> {\n public:\n  using Assigns = randomly::Assigns;\n};\n`);
  write(`random_${k}.hpp`, `#pragma once\n\n#include "anqa/live/live_view.hpp"\n#include "random/random.hpp"\n\nnamespace randomly {\n\n${classes.join("\n")}\n}  // namespace randomly\n`);
  const texts = mine.map((i) => `ANQA_HEEX(${view(i)}, R"html(${template()})html");\n`);
  write(`random_${k}.cpp`, `#include "random_${k}.hpp"\n\nnamespace randomly {\n\n${texts.join("\n")}\n}  // namespace randomly\n`);
}
const list = all.map((i) => `    &anqa::view_type<${view(i)}>,\n`).join("");
const includes = Array.from({ length: files }, (_, k) => `#include "random_${k}.hpp"\n`).join("");
write("random_views.hpp", `#pragma once\n\n#include "anqa/live/view.hpp"\n#include "random/known.hpp"\n${includes}\nnamespace randomly {\n\ninline constexpr unsigned long template_seed = ${seed};\ninline constexpr const anqa::ViewType& (*views[])() = {\n    &anqa::view_type<SecondCounter>,\n    &anqa::view_type<CounterInNest>,\n${list}};\n\n}  // namespace randomly\n`);
