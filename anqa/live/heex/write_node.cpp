#include "anqa/live/heex/write_node.hpp"

#include <algorithm>
#include <cstdint>

#include "anqa/live/escape.hpp"
#include "anqa/live/heex/write_component.hpp"

namespace anqa::heex {

namespace {

using Kind = Dynamic::Kind;

/// FNV-1a (Fowler, Noll, Vo), 64 bits.
std::uint64_t fnv(std::string_view bytes, std::uint64_t hash) {
  for (char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return hash;
}

void write_statics_of(Writer& writer, const PlanNode& node, const std::string& name) {
  const std::string id = std::to_string(node.id);
  std::string parts;
  std::string json = "[";
  std::uint64_t print = fnv(name + ":" + id, 0xcbf29ce484222325ULL);
  for (const std::string& part : node.parts) {
    parts += (parts.empty() ? "" : ", ") + quoted(part);
    if (json.size() > 1) json += ',';
    json += '"';
    detail::append_json(json, part);
    json += '"';
    print = fnv(part, fnv(std::string_view("\0", 1), print));
  }
  json += ']';
  for (const Dynamic& dynamic : node.dynamics) {
    for (const Piece& piece : dynamic.code) print = fnv(piece.text, print);
  }
  if (print == 0) print = 1;
  writer.own("constexpr ::std::string_view anqa_parts" + id + "[] = {" + parts + "};\n");
  writer.own("constexpr ::anqa::Statics anqa_statics" + id + "{anqa_parts" + id + ", " +
             std::to_string(node.parts.size()) + ", " + quoted(json) + ", " + std::to_string(print) +
             "ULL, " + std::to_string(node.kids) + ", " + (node.root ? "true" : "false") + "};\n");
  for (const Dynamic& dynamic : node.dynamics) {
    for_each_body(dynamic, [&](const PlanNode& body) { write_statics_of(writer, body, name); });
  }
}

void write_dynamics(Writer& writer, const PlanNode& node);

void write_call(Writer& writer, std::string_view before, const Code& code, std::string_view after) {
  writer.own(before).code(code).own(after).line();
}

void write_class_list(Writer& writer, const Dynamic& dynamic) {
  writer.own("  anqa_r.text(::anqa::detail::class_list(");
  for (std::size_t i = 0; i < dynamic.words.size(); ++i) {
    if (i != 0) writer.own(", ");
    writer.code(dynamic.words[i]);
  }
  writer.own("));").line();
}

void write_when(Writer& writer, const Dynamic& dynamic) {
  write_call(writer, "  if (", dynamic.code, ") {");
  write_node(writer, *dynamic.body);
  writer.own("  } else {\n  anqa_r.nothing();\n  }\n");
}

void write_choose(Writer& writer, const Dynamic& dynamic) {
  bool has_else = false;
  for (std::size_t i = 0; i < dynamic.choices.size(); ++i) {
    const Choice& choice = dynamic.choices[i];
    if (choice.condition.empty()) {
      writer.own("  } else {\n");
      has_else = true;
    } else {
      write_call(writer, i == 0 ? "  if (" : "  } else if (", choice.condition, ") {");
    }
    write_node(writer, *choice.body);
  }
  writer.own(has_else ? "  }\n" : "  } else {\n  anqa_r.nothing();\n  }\n");
}

void write_each(Writer& writer, const Dynamic& dynamic) {
  const std::string id = std::to_string(dynamic.body->id);
  write_call(writer, "  auto&& anqa_range" + id + " =", dynamic.code, ";");
  const auto placed = std::find_if(dynamic.code.begin(), dynamic.code.end(),
                                   [](const Piece& piece) { return piece.at.has_value(); });
  if (placed != dynamic.code.end()) {
    writer.own("  static_assert(")
        .at(*placed->at, "::anqa::detail::is_iterable<decltype(anqa_range" + id +
                             ")>, \"a list in a template is what for (… : …) takes, or a stream\");")
        .line();
  }
  writer.own("  ::anqa::Renderer::Loop anqa_loop" + id + "(anqa_r, anqa_statics" + id +
             ", ::anqa::detail::stream_changes_of(anqa_range" + id + "));\n");
  writer.own("  for ([[maybe_unused]] const auto& ")
      .code(dynamic.pattern)
      .own(" : ::anqa::detail::rows_of(anqa_range" + id + ")) {")
      .line();
  if (!dynamic.filter.empty()) {
    writer.own("  if (").code(dynamic.filter).own(") {").line().own("  } else { continue; }\n");
  }
  write_call(writer, "  anqa_loop" + id + ".entry(", dynamic.key, ");");
  write_dynamics(writer, *dynamic.body);
  writer.own("  anqa_loop" + id + ".end_entry();\n  }\n  anqa_loop" + id + ".end();\n");
}

void write_slot(Writer& writer, const Dynamic& dynamic) {
  writer.own("  ::anqa::detail::render_slot(anqa_r,").code(dynamic.code);
  for (const Code& given : dynamic.words) writer.own(",").code(given).own(", " + changed(dynamic.let_reads));
  writer.own(");").line();
}

void write_spread(Writer& writer, const Dynamic& dynamic) {
  write_call(writer, "  anqa_r.text(::anqa::detail::spread(", dynamic.code, "));");
}

/// A value to be shown. It gets a name first, so that a value that cannot be
/// shown is one error, at its place.
void write_value(Writer& writer, const Dynamic& dynamic, std::string_view call, std::string_view end = "") {
  const auto placed = std::find_if(dynamic.code.begin(), dynamic.code.end(),
                                   [](const Piece& piece) { return piece.at.has_value(); });
  write_call(writer, "  const auto& anqa_shown =", dynamic.code, ";");
  if (placed != dynamic.code.end()) {
    writer.own("  static_assert(");
    writer.at(*placed->at,
              "::anqa::detail::can_show<decltype(anqa_shown)>, \"a template cannot show a value of this "
              "type: only text, numbers, booleans, an optional of these, raw(…) and types that have a "
              "to_text(const T&) beside them\");");
    writer.line();
  }
  writer.own("  anqa_r.").own(call).own("anqa_shown").own(end).own(");\n");
}

void write_dynamic(Writer& writer, const Dynamic& dynamic) {
  switch (dynamic.kind) {
    case Kind::text:
      return write_value(writer, dynamic, "text(");
    case Kind::css_text:
      return write_value(writer, dynamic, "text(::anqa::detail::css(", ")");
    case Kind::style:
      return write_value(writer, dynamic, "optional_text(::anqa::detail::style(", ")");
    case Kind::attribute:
      return write_value(writer, dynamic, "attribute(" + quoted(dynamic.open) + ", ");
    case Kind::url_attribute:
      return write_value(writer, dynamic, "url_attribute(" + quoted(dynamic.open) + ", ");
    case Kind::resource_attribute:
      return write_value(writer, dynamic, "attribute(" + quoted(dynamic.open) + ", ::anqa::detail::resource(",
                         ")");
    case Kind::binding_attribute:
      return write_value(writer, dynamic, "attribute(" + quoted(dynamic.open) + ", ::anqa::detail::binding(",
                         ")");
    case Kind::absent_or_text:
      return write_value(writer, dynamic, "optional_text(");
    case Kind::class_list:
      return write_class_list(writer, dynamic);
    case Kind::spread:
      return write_spread(writer, dynamic);
    case Kind::slot:
      return write_slot(writer, dynamic);
    case Kind::when:
      return write_when(writer, dynamic);
    case Kind::choose:
      return write_choose(writer, dynamic);
    case Kind::each:
      return write_each(writer, dynamic);
    case Kind::component:
    case Kind::live_view:
      return write_component(writer, dynamic);
  }
}

void write_dynamics(Writer& writer, const PlanNode& node) {
  for (std::size_t i = 0; i < node.dynamics.size(); ++i) {
    const Dynamic& dynamic = node.dynamics[i];
    writer.own("  if (anqa_r.wants(" + std::to_string(i) + ", " + changed(dynamic.reads) +
               (dynamic.kid >= 0 ? ", " + std::to_string(dynamic.kid) : "") + ")) {\n");
    write_dynamic(writer, dynamic);
    writer.own("  }\n");
  }
}

}  // namespace

std::string changed(const Reads& reads) {
  std::string bits;
  std::string lets;
  for (const std::string& name : reads) {
    if (name.starts_with(":let")) {
      lets += " || anqa_let" + name.substr(4);
    } else {
      bits += (bits.empty() ? "" : " | ") + ("anqa_bit_" + name);
    }
  }
  if (bits.empty()) return lets.empty() ? "false" : lets.substr(4);
  return "(anqa_changed & (" + bits + ")) != 0" + lets;
}

void write_statics(Writer& writer, const Plan& plan, const std::string& name) {
  write_statics_of(writer, plan.root, name);
  writer.own("\n");
}

void write_node(Writer& writer, const PlanNode& node) {
  const std::string id = std::to_string(node.id);
  writer.own("  ::anqa::Renderer::Node anqa_node" + id + "(anqa_r, anqa_statics" + id + ");\n");
  write_dynamics(writer, node);
  writer.own("  anqa_node" + id + ".end();\n");
}

}  // namespace anqa::heex
