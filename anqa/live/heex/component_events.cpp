#include "anqa/live/heex/component_events.hpp"

#include <algorithm>

#include "anqa/live/heex/parser.hpp"
#include "anqa/live/heex/plan.hpp"
#include "anqa/live/heex/plan_attributes.hpp"

namespace anqa::heex {

namespace {

void add_all(std::vector<ComponentEvent>& events, const std::vector<ComponentEvent>& more, bool& grew) {
  for (const ComponentEvent& event : more) {
    const bool known = std::any_of(events.begin(), events.end(),
                                   [&event](const ComponentEvent& it) { return it.name == event.name; });
    if (known) continue;
    events.push_back(event);
    grew = true;
  }
}

}  // namespace

std::string unqualified(const std::string& type) {
  const std::size_t colons = type.rfind("::");
  return colons == std::string::npos ? type : type.substr(colons + 2);
}

std::string template_name(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
  for (std::string_view ending : {".html.heex", ".heex", ".cpp", ".cc", ".cxx"}) {
    if (name.ends_with(ending)) return name.substr(0, name.size() - ending.size());
  }
  return name;
}

ComponentEvents component_events(const std::vector<Source>& templates) {
  ComponentEvents events;
  std::map<std::string, std::vector<std::string>> uses;
  for (const Source& source : templates) {
    const std::string type = source.type.empty() ? pascal_case(template_name(source.path)) : source.type;
    try {
      const Plan plan = make_plan(parse(source));
      for (const NamedEvent& event : plan.events) {
        if (event.to_itself) continue;
        const Place place = source.place(event.at);
        const std::string file = source.path.substr(source.path.rfind('/') + 1);
        events[type].push_back({event.name, event.binding + "=\"" + event.name + "\" at " + file + ":" +
                                                std::to_string(place.line) + ":" +
                                                std::to_string(place.column)});
      }
      for (const UsedComponent& used : plan.components) uses[type].push_back(unqualified(used.type));
    } catch (const Mistake&) {
      continue;
    }
  }
  for (bool grew = true; grew;) {
    grew = false;
    for (const auto& [type, used] : uses) {
      for (const std::string& other : used) {
        if (other != type && events.contains(other)) add_all(events[type], events[other], grew);
      }
    }
  }
  return events;
}

}  // namespace anqa::heex
