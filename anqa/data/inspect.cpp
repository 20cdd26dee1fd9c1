#include "anqa/data/inspect.hpp"

#include "anqa/data/timestamps.hpp"

namespace anqa::detail {
namespace {

constexpr std::size_t longest_text = 200;

struct Shown {
  std::string operator()(std::monostate) const { return "nil"; }
  std::string operator()(bool value) const { return value ? "true" : "false"; }
  std::string operator()(std::int64_t value) const { return std::to_string(value); }
  std::string operator()(double value) const { return number_text(value); }
  std::string operator()(UtcTime value) const { return to_iso8601(value); }
  std::string operator()(const Bytes& value) const { return std::to_string(value.data.size()) + " bytes"; }
  std::string operator()(const std::string& value) const {
    std::string out = "\"";
    for (const char c : std::string_view(value).substr(0, longest_text)) {
      if (c == '"' || c == '\\') out += '\\';
      out += c == '\n' ? ' ' : c;
    }
    return out + (value.size() > longest_text ? "…\"" : "\"");
  }
};

std::string_view last_part(std::string_view type) { return type.substr(type.rfind(':') + 1); }

std::string_view action_name(ChangesetAction action) {
  switch (action) {
    case ChangesetAction::none:
      return "none";
    case ChangesetAction::insert:
      return "insert";
    case ChangesetAction::update:
      return "update";
    case ChangesetAction::delete_:
      return "delete";
  }
  return {};
}

}  // namespace

void inspect_field(std::string& out, std::string_view name, bool redact, const SqlValue& value) {
  if (!out.empty()) out += ", ";
  out.append(name).append(": ").append(redact ? "**redacted**" : std::visit(Shown{}, value));
}

std::string inspected(std::string_view type, std::string fields) {
  return std::string(last_part(type)) + "{" + std::move(fields) + "}";
}

std::string inspect_changeset(std::string_view type, const ChangesetCore& core, const std::string& changes) {
  std::string errors;
  for (const auto& error : core.errors()) {
    if (!errors.empty()) errors += ", ";
    errors.append(error.field).append(": ").append(error.text());
  }
  return "Changeset<" + std::string(last_part(type)) + ">{action: " + std::string(action_name(core.action)) +
         ", changes: {" + changes + "}, errors: [" + errors +
         "], valid: " + (errors.empty() ? "true}" : "false}");
}

}  // namespace anqa::detail
