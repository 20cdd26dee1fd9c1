#include "core_live.hpp"

#include "anqa/term/term.hpp"

namespace app {

const std::vector<std::string_view>& CoreLive::kinds() {
  static const std::vector<std::string_view> all{"text",  "email",  "password", "number", "tel",
                                                 "url",   "search", "date",     "time",   "datetime-local",
                                                 "month", "week",   "color",    "range",  "file"};
  return all;
}

const std::vector<std::string_view>& CoreLive::icons() {
  static const std::vector<std::string_view> all{"check",
                                                 "x-mark",
                                                 "plus",
                                                 "minus",
                                                 "chevron-up",
                                                 "chevron-down",
                                                 "chevron-left",
                                                 "chevron-right",
                                                 "arrow-left",
                                                 "arrow-right",
                                                 "arrow-path",
                                                 "magnifying-glass",
                                                 "pencil",
                                                 "trash",
                                                 "user",
                                                 "shopping-cart",
                                                 "information-circle",
                                                 "exclamation-circle",
                                                 "bars-3"};
  return all;
}

/// Fields that end in _wrong complain.
void CoreLive::show(const Params& sent, bool complain, Socket& socket) {
  std::vector<std::pair<std::string, anqa::FormField>> fields;
  const auto add = [&](const std::string& name) {
    anqa::FormField field{
        .id = "all_" + name, .name = "all[" + name + "]", .value = std::string(sent.get(name).value_or(""))};
    if (name.ends_with("_wrong") || (complain && field.value == "wrong"))
      field.errors = {"is not what it should be"};
    fields.emplace_back(name, std::move(field));
  };
  for (const std::string_view kind : kinds()) add(std::string(kind));
  for (const char* name : {"select", "textarea", "agreed", "text_wrong", "select_wrong", "textarea_wrong",
                           "agreed_wrong", "date_wrong"}) {
    add(name);
  }
  socket.assign<&Assigns::form>(anqa::Form("all", std::move(fields)));
}

}  // namespace app
