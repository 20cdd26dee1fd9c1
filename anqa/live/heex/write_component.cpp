#include "anqa/live/heex/write_component.hpp"

#include "anqa/live/heex/html.hpp"
#include "anqa/live/heex/write_node.hpp"

namespace anqa::heex {

namespace {

/// Of what a tag sets: a component, or an entry of one of its slots.
struct Owner {
  std::string id;           ///< in the names of locals
  std::string object;       ///< the local that is set
  std::string tag;          ///< for messages: "<.table>", "<:col>"
  std::string description;  ///< for messages: "struct Table"
};

std::string local(const Owner& owner, std::string_view what, std::size_t index) {
  return "anqa_" + std::string(what) + owner.id + "_" + std::to_string(index);
}

void write_values(Writer& writer, const std::vector<Argument>& arguments, const Owner& owner) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    writer.own("  auto&& " + local(owner, "value", i) + " =").code(arguments[i].value).own(";").line();
  }
}

/// The field of an attribute that HTML knows too: the component's own, or its
/// `rest`.
void write_field_or_rest(Writer& writer, const Argument& argument, const Owner& owner, std::size_t i) {
  const std::string own = local(owner, "own", i);
  writer.own("  constexpr bool " + own +
             " = decltype([](auto& it) { return ::std::bool_constant<requires { it." + argument.field +
             "; }>(); }(" + owner.object + "))::value;\n");
  writer.own("  constexpr bool " + local(owner, "rest", i) +
             " = decltype([](auto& it) { return ::std::bool_constant<requires { it.rest; }>(); }(" +
             owner.object + "))::value;\n");
  const std::string text = owner.tag + " takes no attribute " + argument.name + ": " + owner.description +
                           " has neither a field " + argument.field + " nor a field `anqa::Rest rest`";
  writer.own("  static_assert(")
      .at(argument.field_at, own + " || " + local(owner, "rest", i) + ", " + quoted_message(text) + ");")
      .line();
  writer.own("  auto&& " + local(owner, "field", i) +
             " = [](auto& it) -> decltype(auto) {\n    if constexpr (requires { it." + argument.field +
             "; }) {\n      return (it." + argument.field +
             ");\n    } else if constexpr (requires { it.rest; }) {\n      return "
             "::anqa::detail::RestEntry{it.rest, " +
             quoted(argument.name) +
             "};\n    } else {\n      return ::anqa::detail::no_field(it, \"\");\n    }\n  }(" +
             owner.object + ");\n");
}

void write_fields(Writer& writer, const std::vector<Argument>& arguments, const Owner& owner,
                  const std::string& given) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const Argument& argument = arguments[i];
    const std::string value = local(owner, "value", i);
    if (argument.spread) {
      writer.own("  " + owner.object + ".").at(argument.field_at, "rest").own(".add(" + value + ");").line();
      continue;
    }
    const std::string field = local(owner, "field", i);
    if (is_html_attribute(argument.name)) {
      write_field_or_rest(writer, argument, owner, i);
    } else {
      writer.own("  auto& " + field + " = " + owner.object + ".")
          .at(argument.field_at, argument.field)
          .own(";")
          .line();
    }
    if (argument.literal) {
      const std::string text = owner.tag + ": " + argument.name + " cannot be " +
                               argument.value.front().text +
                               "; it is one of the words that the field's type OneOf<…> lists";
      writer.own("  static_assert(")
          .at(argument.value_at, "::anqa::detail::allows_word<::std::remove_cvref_t<decltype(" + field +
                                     ")>>(" + argument.value.front().text + "), " + quoted_message(text) +
                                     ");")
          .line();
    }
    const std::string text = owner.tag + ": the value of " + argument.name +
                             " is not of the type that the field " + argument.field + " of " +
                             owner.description + " has";
    writer.own("  static_assert(")
        .at(argument.value_at, "::anqa::detail::fits_attribute<decltype(" + field + "), decltype(" + value +
                                   "), " + given + ">(), " + quoted_message(text) + ");")
        .line();
    writer.own("  ::anqa::detail::set_attribute<" + given + ">(" + field + ", static_cast<decltype(" + value +
               ")&&>(" + value + "));\n");
  }
}

/// The name by which an attribute's bit is found, as C++.
std::string bit_name(const Argument& argument, const Owner& owner, std::size_t i) {
  if (argument.spread) return "\"rest\"";
  if (!is_html_attribute(argument.name)) return quoted(argument.field);
  return local(owner, "own", i) + " ? " + quoted(argument.field) + " : \"rest\"";
}

void write_content(Writer& writer, const SlotEntry& entry, const Owner& owner, const std::string& given) {
  const std::string block = "anqa_block" + owner.id;
  const std::string content = "anqa_content" + owner.id;
  writer.own("  auto& " + block + " = ::anqa::detail::slot_block(" + owner.object + ");\n");
  const bool kept = entry.loop || !entry.condition.empty();
  std::string captures = "&";
  if (entry.loop) {
    for (const std::string& name : entry.loop->names) captures += ", " + name + " = " + name;
  }
  const std::string type = "::std::remove_cvref_t<decltype(" + block + ")>";
  if (!entry.pattern.empty()) {
    const std::string text = owner.tag + " gives its content nothing that :let could name";
    writer.own("  static_assert(")
        .at(*entry.pattern.front().at,
            "::anqa::detail::gives_something<" + type + ">, " + quoted_message(text) + ");")
        .line();
  }
  writer.own(kept ? "  const auto& " + content + " = anqa_kept" + owner.id + ".keep([" + captures + "]"
                  : "  const auto " + content + " = [" + captures + "]");
  if (entry.pattern.empty()) {
    writer.own(" {\n");
  } else {
    writer.own("([[maybe_unused]] const ::anqa::detail::LetOfBlock<" + type + ", " + given +
               ">::type& anqa_given_to_it, [[maybe_unused]] bool anqa_let" + std::to_string(entry.let) +
               ") {\n");
    writer.own("  [[maybe_unused]] const auto& ").code(entry.pattern).own(" = anqa_given_to_it;").line();
  }
  write_node(writer, *entry.body);
  writer.own(kept ? "  });\n" : "  };\n");
  writer.own("  ::anqa::detail::set_content<" + given + ">(" + block + ", " + content + ");\n");
}

/// A slot: `component` is the local that the component is.
void write_slot(Writer& writer, const SlotEntry& entry, const Owner& component, std::size_t index,
                const std::string& given) {
  const std::string id = component.id + "_s" + std::to_string(index);
  Owner owner{
      .id = id, .object = "anqa_entry" + id, .tag = entry.tag, .description = "the slot " + entry.field};
  writer.own("  auto& anqa_slot" + id + " = " + component.object + ".")
      .at(entry.at, entry.field)
      .own(";")
      .line();
  if (entry.body) {
    const std::string text = component.tag + ": the field " + entry.field + " of " + component.description +
                             " is no slot; a slot is of the type Slot, SlotWith<…> or Slots<…>";
    writer.own("  static_assert(")
        .at(entry.at,
            "::anqa::detail::takes_content<decltype(anqa_slot" + id + ")>, " + quoted_message(text) + ");")
        .line();
  }
  const bool kept = entry.loop || !entry.condition.empty();
  if (kept) writer.own("  ::anqa::detail::SlotStore anqa_kept" + id + ";\n");
  if (entry.loop) {
    writer.own("  auto&& anqa_range" + id + " =").code(entry.loop->range).own(";").line();
    writer.own("  for ([[maybe_unused]] const auto& ")
        .code(entry.loop->pattern)
        .own(" : anqa_range" + id + ") {")
        .line();
  }
  if (!entry.condition.empty()) writer.own("  if (").code(entry.condition).own(") {").line();
  writer.own("  [[maybe_unused]] auto& " + owner.object + " = ::anqa::detail::slot_entry(anqa_slot" + id +
             ");\n");
  write_values(writer, entry.attributes, owner);
  write_fields(writer, entry.attributes, owner, given);
  if (entry.body) write_content(writer, entry, owner, given);
  if (!entry.condition.empty()) writer.own("  }\n");
  if (entry.loop) writer.own("  }\n");
}

void write_masks(Writer& writer, const Dynamic& dynamic, const Owner& owner, const std::string& attributes) {
  const std::string bit = "::anqa::detail::mask_named<" + attributes + ">(";
  writer.own("  [[maybe_unused]] ::anqa::Mask anqa_changed" + owner.id + " = 0;\n");
  std::string given;
  for (std::size_t i = 0; i < dynamic.arguments.size(); ++i) {
    const Argument& argument = dynamic.arguments[i];
    const std::string mask = bit + bit_name(argument, owner, i) + ")";
    given += " | " + mask;
    if (argument.reads.empty()) continue;
    writer.own("  if (" + changed(argument.reads) + ") anqa_changed" + owner.id + " |= " + mask + ";\n");
  }
  for (const SlotEntry& entry : dynamic.slots) {
    const std::string mask = bit + quoted(entry.field) + ")";
    given += " | " + mask;
    if (entry.reads.empty()) continue;
    writer.own("  if (" + changed(entry.reads) + ") anqa_changed" + owner.id + " |= " + mask + ";\n");
  }
  writer.own("  [[maybe_unused]] constexpr ::anqa::Mask anqa_given" + owner.id + " = ::anqa::no_assigns" +
             given + ";\n");
  const std::string text = owner.tag + " lacks an attribute or slot that " + owner.description + " requires";
  writer.own("  static_assert(")
      .at(dynamic.at, "::anqa::detail::is_given<::anqa::detail::missing<" + attributes + ", anqa_given" +
                          owner.id + ">()>, " + quoted_message(text) + ");")
      .line();
}

}  // namespace

void write_component(Writer& writer, const Dynamic& dynamic) {
  const bool is_view = dynamic.kind == Dynamic::Kind::live_view;
  const std::string id = std::to_string(dynamic.at);
  const Owner owner{.id = id,
                    .object = "anqa_component" + id,
                    .tag = "<" + dynamic.component_tag + ">",
                    .description = is_view ? "struct anqa::LiveRender" : "struct " + dynamic.component};
  const std::string named = "anqa_named" + id;
  const std::string type = "::std::remove_pointer_t<decltype(" + named + ")>";
  const std::string attributes = "decltype(" + owner.object + ")";
  const std::string tag = "anqa_tag" + id;
  const std::string given = "decltype(" + tag + ")";
  write_values(writer, dynamic.arguments, owner);
  writer.at(dynamic.component_at, dynamic.component).own("* " + named + " = nullptr;").line();
  if (is_view) {
    writer.own("  ::anqa::LiveRender " + owner.object + "{};\n");
  } else {
    writer.own("  auto " + owner.object + " = ::anqa::detail::attributes_of(" + named + ");\n");
  }
  std::string all;
  for (std::size_t i = 0; i < dynamic.arguments.size(); ++i) {
    if (dynamic.arguments[i].spread) continue;
    all += (all.empty() ? "" : ", ") + ("::anqa::detail::as<" + quoted(dynamic.arguments[i].field) +
                                        ", decltype(" + local(owner, "value", i) + ")>()");
  }
  writer.own("  [[maybe_unused]] const auto " + tag + " = ::anqa::detail::given(" + all + ");\n");
  write_fields(writer, dynamic.arguments, owner, given);
  if (!dynamic.slots.empty() && !is_view) {
    const std::string text =
        owner.tag + " is a live component, which takes no content: what it shows is in its own process state";
    writer.own("  static_assert(")
        .at(dynamic.at, "!::std::is_base_of_v<::anqa::detail::LiveComponentBase, " + type + ">, " +
                            quoted_message(text) + ");")
        .line();
  }
  for (std::size_t i = 0; i < dynamic.slots.size(); ++i)
    write_slot(writer, dynamic.slots[i], owner, i, given);
  write_masks(writer, dynamic, owner, attributes);
  if (is_view) {
    writer.own("  ::anqa::detail::render_view(" + named + ", anqa_r, " + owner.object + ");\n");
  } else {
    writer.own("  ::anqa::detail::render_component(" + named + ", anqa_r, " + owner.object +
               ", anqa_changed" + id + ", anqa_given" + id + ");\n");
  }
}

}  // namespace anqa::heex
