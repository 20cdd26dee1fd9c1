#include "anqa/live/heex/colocated_hooks.hpp"

#include <algorithm>
#include <functional>
#include <string>

#include "anqa/live/heex/parser.hpp"

namespace anqa::heex {
namespace {

void for_each_tag(std::vector<Content>& contents, const std::function<void(Tag&)>& use) {
  for (Content& content : contents) {
    if (content.tag) {
      use(*content.tag);
      for_each_tag(content.tag->children, use);
    }
    if (content.block) {
      for (Branch& branch : content.block->branches) for_each_tag(branch.children, use);
    }
  }
}

bool is_own(const Attribute& attribute) {
  return attribute.kind == Attribute::Kind::literal && attribute.literal.size() > 1 &&
         attribute.literal[0] == '.';
}

/// `export default {…}` as a function that gives it, where the client looks for one.
std::string as_function(const std::string& script, const std::string& name, Offset at) {
  constexpr std::string_view exports = "export default";
  const std::size_t begin = script.find(exports);
  if (begin == std::string::npos) {
    throw Mistake(at,
                  "a hook in its template exports what it does: expected export default { mounted() { … } }");
  }
  // A line break behind `return` would end it.
  const std::size_t value =
      std::min(script.find_first_not_of(" \t\r\n", begin + exports.size()), script.size());
  return "window[\"phx_hook_" + name + "\"] = () => {" + script.substr(0, begin) + "return " +
         script.substr(value) + "}";
}

void write_script(Tag& tag, std::string_view type, std::vector<std::string>& names) {
  const auto name = std::find_if(tag.attributes.begin(), tag.attributes.end(),
                                 [](const Attribute& it) { return it.name == "name"; });
  if (name == tag.attributes.end() || !is_own(*name)) {
    throw Mistake(name == tag.attributes.end() ? tag.at : name->at,
                  "a hook in its template has a name that begins with a dot: expected name=\".Name\"");
  }
  names.push_back(name->literal);
  name->name = "data-phx-runtime-hook";
  name->literal = std::string(type) + name->literal;
  std::erase_if(tag.attributes, [](const Attribute& it) { return it.name == "runtime"; });
  const std::string script = tag.children.empty() ? std::string() : tag.children.front().text;
  std::string function = as_function(script, name->literal, tag.at);
  tag.children.front().text = std::move(function);
}

}  // namespace

void write_colocated_hooks(std::vector<Content>& contents, std::string_view type) {
  std::vector<std::string> names;
  for_each_tag(contents, [&](Tag& tag) {
    if (tag.colocated_hook) write_script(tag, type, names);
  });
  for_each_tag(contents, [&](Tag& tag) {
    for (Attribute& attribute : tag.attributes) {
      if (attribute.name != "phx-hook" || !is_own(attribute)) continue;
      if (std::find(names.begin(), names.end(), attribute.literal) == names.end()) {
        throw Mistake(attribute.at, "this template has no hook \"" + attribute.literal +
                                        "\"; expected a <script :type={ColocatedHook} name=\"" +
                                        attribute.literal + "\">");
      }
      attribute.literal = std::string(type) + attribute.literal;
    }
  });
}

}  // namespace anqa::heex
