#pragma once

#include <string_view>

#include "anqa/live/heex/ast.hpp"

namespace anqa::heex {

/// Elements that have no content and no closing tag (HTML Living
/// Standard, 13.1.2).
bool is_void(std::string_view tag);

/// Elements whose content is not HTML, so that nothing can be put into it
/// safely: script and style.
bool is_raw_text(std::string_view tag);

/// Attributes whose value a browser follows or loads.
bool is_url(std::string_view attribute);

/// Attributes whose value is a program or a document: no escaping makes a
/// visitor's text safe in one.
bool is_code(std::string_view attribute);

/// Whether the attribute is the address of what the browser runs, or styles the
/// page with: `<script src>`.
bool is_resource(const Tag& tag, std::string_view attribute);

/// Whether the attribute is what an SVG animation sets an address to.
bool is_animated_url(const Tag& tag, std::string_view attribute);

/// Bindings of the client whose value is the name of an event: phx-click and
/// its kin.
bool is_event_binding(std::string_view attribute);

/// Those and the others whose value may be commands that the client runs:
/// phx-mounted and its kin.
bool is_binding(std::string_view attribute);

/// Whether HTML knows an attribute of this name on some tag: so that a
/// component may pass it on by its `Rest`.
bool is_html_attribute(std::string_view attribute);

/// Whether a browser lays the tag out as a block, so that blanks around it show
/// nowhere.
bool is_block(std::string_view tag);

/// The components that are part of Anqa: form, link, and so on.
bool is_builtin(std::string_view component);

}  // namespace anqa::heex
