#include "anqa/live/components.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace anqa {
namespace components {

namespace {

void check_tag_name(const std::string& name) {
  static constexpr auto refused = std::to_array<std::string_view>(
      {"script", "style", "iframe", "object", "embed", "base", "template", "plaintext", "xmp", "noscript"});
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const bool fits = !name.empty() && is_letter(name[0]) && std::all_of(name.begin(), name.end(), [&](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
  std::string lower;
  for (char c : name) lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  if (fits && std::find(refused.begin(), refused.end(), lower) == refused.end()) return;
  throw std::invalid_argument("dynamic_tag: \"" + name + "\" " +
                              (fits ? "is a tag that a template must name itself" : "is no name of a tag"));
}

}  // namespace

Html DynamicTag::opening(const std::string& name, const Rest& rest) {
  check_tag_name(name);
  return {"<" + name + detail::spread(rest).text + ">"};
}

Html DynamicTag::closing(const std::string& name) { return {"</" + name + ">"}; }

std::optional<std::string> Form::id_of(const std::string& id, const anqa::Form& form) {
  if (!id.empty()) return id;
  if (!form.id().empty()) return form.id();
  return std::nullopt;
}

const char* Form::method_of(bool has_action, std::string_view method) {
  if (!has_action) return nullptr;
  return method == "get" ? "get" : "post";
}

}  // namespace components

template <>
void render_template<components::Link>(Renderer& renderer, const components::Link& link, Mask changed) {
  if (link.navigate) return render_template<components::LinkNavigate>(renderer, link, changed);
  if (link.patch) return render_template<components::LinkPatch>(renderer, link, changed);
  if (link.method == "get") return render_template<components::LinkHref>(renderer, link, changed);
  if (link.csrf_token.empty()) {
    throw std::invalid_argument("<.link method=\"" + std::string(link.method.word()) +
                                "\"> needs csrf_token={…}: it changes something, and must prove that it was "
                                "this site's page that asked for it");
  }
  render_template<components::LinkMethod>(renderer, link, changed);
}

}  // namespace anqa
