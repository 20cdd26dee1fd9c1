#include "anqa/testing/internal/rendered_tree.hpp"

#include <algorithm>
#include <stdexcept>

namespace anqa::detail {
namespace {

constexpr int max_depth = 200;

[[noreturn]] void fail(const std::string& why, const Term& where) {
  throw std::runtime_error("a live view's diff that no client could apply: " + why + " in " +
                           inspect(where, 300));
}

bool is_node(const Term& term) { return term.is_map(); }
bool has_statics(const Term& node) { return node.find("s") != nullptr; }

/// A node with its statics in place of their numbers in the message's table.
Term resolved(Term node, Term templates, bool is_component) {
  if (const Term* own = node.find("p")) {
    templates = *own;
    node.erase("p");
  }
  if (const auto number = node["s"].as_integer(); number && !is_component) {
    const Term& statics = templates[std::to_string(*number)];
    if (!statics.is_list()) fail("template " + std::to_string(*number) + " is not in the message", node);
    node.set("s", statics);
  }
  for (const auto& [key, value] : std::vector(node.entries().begin(), node.entries().end())) {
    if (key == Term("stream") || key == Term("s")) continue;
    if (key == Term("k")) {
      Term rows = value;
      for (const auto& [index, row] : value.entries()) {
        if (row.is_map()) rows.set(index, resolved(row, templates, false));
        if (row.is_list() && row.at(1).is_map()) {
          rows.set(index, Term::list({row.at(0), resolved(row.at(1), templates, false)}));
        }
      }
      node.set(key, rows);
    } else if (value.is_map()) {
      node.set(key, resolved(value, templates, false));
    }
  }
  return node;
}

Term merged(Term target, const Term& source);

Term merged_rows(const Term& old, const Term& changes) {
  const auto count = changes["kc"].as_integer();
  if (!count || *count < 0) fail("a list without a count", changes);
  Term rows = Term::map({{"kc", *count}});
  for (std::int64_t i = 0; i < *count; ++i) {
    const Term key = std::to_string(i);
    const Term* change = changes.find(key);
    Term row = old[*key.as_binary()];
    if (change != nullptr && change->is_map()) {
      row = merged(row, *change);
    } else if (change != nullptr) {
      const auto from = change->is_list() ? change->at(0).as_integer() : change->as_integer();
      if (!from) fail("a row that is none", changes);
      row = old[std::to_string(*from)];
      if (row.is_nil()) fail("row " + std::to_string(i) + " moves from where there is none", changes);
      if (change->is_list()) row = merged(row, change->at(1));
    }
    if (row.is_nil()) fail("row " + std::to_string(i) + " was never sent", changes);
    rows.set(key, row);
  }
  return rows;
}

Term merged(Term target, const Term& source) {
  if (has_statics(source) || !is_node(target)) return source;
  for (const auto& [key, value] : source.entries()) {
    if (key == Term("k")) {
      target.set(key, merged_rows(target["k"], value));
    } else if (const Term* old = target.find(key); is_node(value) && old != nullptr) {
      target.set(key, merged(*old, value));
    } else {
      target.set(key, value);
    }
  }
  return target;
}

/// Puts the attribute into the first tag of a component's HTML.
void append_component(std::string& out, const std::string& html, std::int64_t cid) {
  std::size_t at = 0;
  while (true) {
    at = html.find('<', at);
    if (at == std::string::npos) fail("component " + std::to_string(cid) + " has no tag", Term(html));
    if (at + 1 < html.size() && html[at + 1] != '!') break;
    ++at;
  }
  at = html.find_first_of(" />\n\t", at + 1);
  out.append(html, 0, at);
  out.append(" data-phx-component=\"").append(std::to_string(cid)).append("\"");
  out.append(html, at);
}

StreamPatch stream_patch(const Term& stream) {
  StreamPatch patch;
  patch.ref = std::string(stream.at(0).as_binary().value_or(""));
  for (const Term& insert : stream.at(1).items()) {
    patch.inserts.push_back({.dom_id = std::string(insert.at(0).as_binary().value_or("")),
                             .at = insert.at(1).as_integer().value_or(-1),
                             .limit = insert.at(2).as_integer().value_or(0),
                             .update_only = insert.at(3).as_bool().value_or(false)});
  }
  for (const Term& id : stream.at(2).items()) patch.deletes.emplace_back(id.as_binary().value_or(""));
  patch.reset = stream.at(3).as_bool().value_or(false);
  return patch;
}

struct Output {
  std::string html;
  std::vector<StreamPatch> streams;
  const Term* components;
  int depth = 0;
};

void write(Output& out, const Term& dynamic);

void write_pieces(Output& out, const Term& node, const Term& statics) {
  const auto pieces = statics.items();
  if (pieces.empty()) fail("no statics", node);
  for (std::size_t i = 0; i + 1 < pieces.size(); ++i) {
    out.html += pieces[i].as_binary().value_or("");
    const Term* dynamic = node.find(Term(std::to_string(i)));
    if (dynamic == nullptr) fail("no dynamic " + std::to_string(i), node);
    write(out, *dynamic);
  }
  out.html += pieces.back().as_binary().value_or("");
}

void write(Output& out, const Term& dynamic) {
  if (++out.depth > max_depth) fail("it is too deep", dynamic);
  if (const auto text = dynamic.as_binary()) {
    out.html += *text;
  } else if (const auto cid = dynamic.as_integer()) {
    const Term& component = (*out.components)[std::to_string(*cid)];
    if (!component.is_map()) fail("there is no component " + std::to_string(*cid), *out.components);
    std::string before = std::move(out.html);
    out.html.clear();
    write(out, component);
    append_component(before, out.html, *cid);
    out.html = std::move(before);
  } else if (const Term* rows = dynamic.find("k")) {
    for (std::int64_t i = 0; i < (*rows)["kc"].as_integer().value_or(0); ++i) {
      write_pieces(out, (*rows)[std::to_string(i)], dynamic["s"]);
    }
    if (const Term* stream = dynamic.find("stream")) out.streams.push_back(stream_patch(*stream));
  } else if (dynamic.is_map()) {
    write_pieces(out, dynamic, dynamic["s"]);
  } else {
    fail("a dynamic that is neither text nor a node", dynamic);
  }
  --out.depth;
}

Term without_streams(Term node) {
  if (node.find("stream") != nullptr) {
    node.erase("stream");
    node.set("k", Term::map({{"kc", 0}}));
    return node;
  }
  for (const auto& [key, value] : std::vector(node.entries().begin(), node.entries().end())) {
    if (value.is_map()) node.set(key, without_streams(value));
  }
  return node;
}

/// A component's node, its statics taken from another one where it says so: n of this message, -n of before.
Term component_of(const Term& fresh, const Term& old, const std::string& cid, int depth) {
  const Term& change = fresh[cid];
  if (depth > max_depth) fail("components that take their templates from each other", fresh);
  const auto from = change["s"].as_integer();
  if (!from) return merged(old[cid], change);
  const Term source =
      *from > 0 ? component_of(fresh, old, std::to_string(*from), depth + 1) : old[std::to_string(-*from)];
  if (!is_node(source)) fail("component " + cid + " takes its template from one that is not there", change);
  Term rest = change;
  return merged(source, rest.erase("s"));
}

}  // namespace

const StreamPatch::Insert* StreamPatch::find(std::string_view dom_id) const {
  const auto found = std::find_if(inserts.begin(), inserts.end(),
                                  [dom_id](const Insert& insert) { return insert.dom_id == dom_id; });
  return found == inserts.end() ? nullptr : &*found;
}

void RenderedTree::merge(const Term& diff) {
  if (!diff.is_map()) fail("it is no map", diff);
  Term root = diff;
  Term changed = Term::map();
  for (const auto& [cid, node] : root["c"].entries()) changed.set(cid, resolved(node, {}, true));
  root.erase("c");
  if (!root.entries().empty()) tree_ = merged(tree_, resolved(root, {}, false));
  Term components = components_;
  for (const auto& [cid, node] : changed.entries()) {
    components.set(cid, component_of(changed, components_, std::string(*cid.as_binary()), 0));
  }
  components_ = components;
}

RenderedTree::Html RenderedTree::take_html() {
  Output out{.html = {}, .streams = {}, .components = &components_};
  write(out, tree_);
  tree_ = without_streams(tree_);
  components_ = without_streams(components_);
  return {std::move(out.html), std::move(out.streams)};
}

}  // namespace anqa::detail
