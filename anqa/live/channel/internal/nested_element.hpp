#pragma once

#include <string>
#include <string_view>

#include "anqa/live/live_render.hpp"
#include "anqa/live/view.hpp"

namespace anqa::detail {

/// The element of a live view within another one, as the browser's side knows it.
std::string nested_element(const ViewType& type, const LiveRender& how, std::string_view session,
                           std::string_view static_token, std::string_view parent_id, std::string_view html);

/// ` class="page"`: the attributes of a view's element.
std::string attributes_of(const LiveContainer& container);

/// The session of a view within a view: what its parent gives it goes before what the visitor's session has.
Term merged(const Term& session, const Term& given);

}  // namespace anqa::detail
