#include "anqa/live/heex/html.hpp"

#include <algorithm>
#include <array>

namespace anqa::heex {

namespace {

template <std::size_t N>
bool among(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

bool is_void(std::string_view tag) {
  static constexpr auto names =
      std::to_array<std::string_view>({"area", "base", "br", "col", "embed", "hr", "img", "input", "link",
                                       "meta", "param", "command", "keygen", "source", "track", "wbr"});
  return among(names, tag);
}

bool is_raw_text(std::string_view tag) { return tag == "script" || tag == "style"; }

bool is_url(std::string_view attribute) {
  static constexpr auto names = std::to_array<std::string_view>(
      {"href", "src", "action", "formaction", "poster", "data", "xlink:href", "background", "cite", "ping",
       "longdesc", "manifest", "usemap", "codebase", "classid", "archive", "profile"});
  return among(names, attribute);
}

bool is_code(std::string_view attribute) {
  return attribute == "srcdoc" || (attribute.size() > 2 && attribute.starts_with("on"));
}

namespace {

const Attribute* find(const Tag& tag, std::string_view name) {
  const auto found = std::find_if(tag.attributes.begin(), tag.attributes.end(),
                                  [name](const Attribute& it) { return it.name == name; });
  return found == tag.attributes.end() ? nullptr : &*found;
}

}  // namespace

bool is_resource(const Tag& tag, std::string_view attribute) {
  if (tag.component) return false;
  if (tag.name == "script") return attribute == "src" || attribute == "href" || attribute == "xlink:href";
  if (tag.name == "embed") return attribute == "src";
  if (tag.name == "object") return attribute == "data";
  if (tag.name == "base") return attribute == "href";
  if (tag.name != "link" || attribute != "href") return false;
  const Attribute* rel = find(tag, "rel");
  return rel == nullptr || rel->kind != Attribute::Kind::literal ||
         rel->literal.find("stylesheet") != std::string::npos ||
         rel->literal.find("preload") != std::string::npos;
}

bool is_animated_url(const Tag& tag, std::string_view attribute) {
  static constexpr auto tags = std::to_array<std::string_view>(
      {"animate", "animateTransform", "animateMotion", "animateColor", "set"});
  if (!among(tags, tag.name)) return false;
  if (attribute == "attributeName") return true;
  const Attribute* name = find(tag, "attributeName");
  const bool of_url = name == nullptr || name->kind != Attribute::Kind::literal ||
                      name->literal.find("href") != std::string::npos;
  return of_url && (attribute == "to" || attribute == "from" || attribute == "by" || attribute == "values");
}

bool is_html_attribute(std::string_view attribute) {
  for (std::string_view prefix : {"aria-", "data-", "phx-"}) {
    if (attribute.starts_with(prefix)) return true;
  }
  static constexpr auto names = std::to_array<std::string_view>({"accept",
                                                                 "accept-charset",
                                                                 "accesskey",
                                                                 "action",
                                                                 "alt",
                                                                 "async",
                                                                 "autocapitalize",
                                                                 "autocomplete",
                                                                 "autofocus",
                                                                 "autoplay",
                                                                 "capture",
                                                                 "charset",
                                                                 "checked",
                                                                 "cite",
                                                                 "class",
                                                                 "cols",
                                                                 "colspan",
                                                                 "content",
                                                                 "contenteditable",
                                                                 "controls",
                                                                 "coords",
                                                                 "crossorigin",
                                                                 "data",
                                                                 "datetime",
                                                                 "decoding",
                                                                 "default",
                                                                 "defer",
                                                                 "dir",
                                                                 "dirname",
                                                                 "disabled",
                                                                 "download",
                                                                 "draggable",
                                                                 "enctype",
                                                                 "enterkeyhint",
                                                                 "exportparts",
                                                                 "for",
                                                                 "form",
                                                                 "formaction",
                                                                 "formenctype",
                                                                 "formmethod",
                                                                 "formnovalidate",
                                                                 "formtarget",
                                                                 "headers",
                                                                 "height",
                                                                 "hidden",
                                                                 "high",
                                                                 "href",
                                                                 "hreflang",
                                                                 "http-equiv",
                                                                 "id",
                                                                 "inert",
                                                                 "inputmode",
                                                                 "integrity",
                                                                 "is",
                                                                 "ismap",
                                                                 "itemid",
                                                                 "itemprop",
                                                                 "itemref",
                                                                 "itemscope",
                                                                 "itemtype",
                                                                 "kind",
                                                                 "label",
                                                                 "lang",
                                                                 "list",
                                                                 "loading",
                                                                 "loop",
                                                                 "low",
                                                                 "max",
                                                                 "maxlength",
                                                                 "media",
                                                                 "method",
                                                                 "min",
                                                                 "minlength",
                                                                 "multiple",
                                                                 "muted",
                                                                 "name",
                                                                 "nonce",
                                                                 "novalidate",
                                                                 "open",
                                                                 "optimum",
                                                                 "part",
                                                                 "pattern",
                                                                 "ping",
                                                                 "placeholder",
                                                                 "playsinline",
                                                                 "popover",
                                                                 "popovertarget",
                                                                 "popovertargetaction",
                                                                 "poster",
                                                                 "preload",
                                                                 "readonly",
                                                                 "referrerpolicy",
                                                                 "rel",
                                                                 "required",
                                                                 "reversed",
                                                                 "role",
                                                                 "rows",
                                                                 "rowspan",
                                                                 "sandbox",
                                                                 "scope",
                                                                 "selected",
                                                                 "shape",
                                                                 "size",
                                                                 "sizes",
                                                                 "slot",
                                                                 "span",
                                                                 "spellcheck",
                                                                 "src",
                                                                 "srclang",
                                                                 "srcset",
                                                                 "start",
                                                                 "step",
                                                                 "style",
                                                                 "tabindex",
                                                                 "target",
                                                                 "title",
                                                                 "translate",
                                                                 "type",
                                                                 "usemap",
                                                                 "value",
                                                                 "width",
                                                                 "wrap",
                                                                 "fill",
                                                                 "stroke",
                                                                 "stroke-width",
                                                                 "viewBox",
                                                                 "xmlns"});
  return among(names, attribute);
}

bool is_block(std::string_view tag) {
  static constexpr auto names = std::to_array<std::string_view>(
      {"address", "article", "aside",   "base",   "blockquote", "body", "caption",  "col",        "colgroup",
       "dd",      "details", "dialog",  "div",    "dl",         "dt",   "fieldset", "figcaption", "figure",
       "footer",  "form",    "h1",      "h2",     "h3",         "h4",   "h5",       "h6",         "head",
       "header",  "hgroup",  "hr",      "html",   "legend",     "li",   "link",     "main",       "menu",
       "meta",    "nav",     "ol",      "option", "optgroup",   "p",    "pre",      "script",     "search",
       "section", "style",   "summary", "table",  "tbody",      "td",   "tfoot",    "th",         "thead",
       "title",   "tr",      "ul"});
  return among(names, tag);
}

bool is_builtin(std::string_view component) {
  static constexpr auto names = std::to_array<std::string_view>(
      {"async_result", "dynamic_tag", "focus_wrap", "form", "inputs_for", "intersperse", "link",
       "live_file_input", "live_img_preview", "live_title", "portal"});
  return among(names, component);
}

bool is_binding(std::string_view attribute) {
  return is_event_binding(attribute) || attribute == "phx-mounted" || attribute == "phx-remove" ||
         attribute == "phx-connected" || attribute == "phx-disconnected" || attribute == "phx-auto-recover";
}

bool is_event_binding(std::string_view attribute) {
  static constexpr auto names = std::to_array<std::string_view>(
      {"phx-click", "phx-click-away", "phx-change", "phx-submit", "phx-focus", "phx-blur", "phx-window-focus",
       "phx-window-blur", "phx-keydown", "phx-keyup", "phx-window-keydown", "phx-window-keyup",
       "phx-viewport-top", "phx-viewport-bottom", "phx-progress"});
  return among(names, attribute);
}

}  // namespace anqa::heex
