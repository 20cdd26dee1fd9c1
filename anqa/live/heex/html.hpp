#pragma once

#include <string_view>

namespace anqa::heex {

/// Elements that have no content and no closing tag (HTML Living Standard, 13.1.2).
bool is_void(std::string_view tag);

/// Elements whose content is not HTML, so that nothing can be put into it safely: script and style.
bool is_raw_text(std::string_view tag);

/// Attributes whose value a browser follows or loads.
bool is_url(std::string_view attribute);

/// Attributes whose value is a program or a document: no escaping makes a visitor's text safe in one.
bool is_code(std::string_view attribute);

/// Bindings of the client whose value is the name of an event: phx-click and its kin.
bool is_event_binding(std::string_view attribute);

}  // namespace anqa::heex
