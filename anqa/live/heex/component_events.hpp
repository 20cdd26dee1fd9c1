#pragma once

#include <map>
#include <string>
#include <vector>

#include "anqa/live/heex/source.hpp"

namespace anqa::heex {

/// An event that a component's template names, and where: "phx-click=\"remove\" at card.html.heex:3:9".
struct ComponentEvent {
  std::string name;
  std::string where;
};

/// By the name of the component's struct, without its namespace.
using ComponentEvents = std::map<std::string, std::vector<ComponentEvent>>;

/// The events of components, from their templates; those of the components that they use are among them. A
/// template with a mistake counts as naming none: the mistake is told where that template is compiled.
ComponentEvents component_events(const std::vector<Source>& templates);

/// "shop::ui::Card" and "Card" as "Card".
std::string unqualified(const std::string& type);

/// "components/card.html.heex" as "card".
std::string template_name(const std::string& path);

}  // namespace anqa::heex
