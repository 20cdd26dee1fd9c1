#pragma once

#include <string>

#include "anqa/live/heex/component_events.hpp"
#include "anqa/live/heex/source.hpp"

namespace anqa::heex {

/// What a template is compiled for.
struct Target {
  std::string type;                       ///< the C++ name of the struct or class: "CounterLive"
  std::string name_space;                 ///< of the type and of the components it uses:
                                          ///< "shop"; may be empty
  std::string header;                     ///< as it is to be included
  std::string output_path;                ///< as it is to be called in the output's own lines
  std::size_t lines_before = 0;           ///< in the output, of other templates
  bool is_view = false;                   ///< derives from LiveView
  bool is_component = false;              ///< derives from LiveComponent
  ComponentEvents component_events = {};  ///< of the components that a view may use
};

/// The C++ that renders a template. Throws Mistake.
std::string generate(const Source& source, const Target& target);

}  // namespace anqa::heex
