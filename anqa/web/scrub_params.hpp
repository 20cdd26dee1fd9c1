#pragma once

#include <string_view>

#include "anqa/web/fwd.hpp"

namespace anqa {

/// A plug: the parameter must be there, else the answer is 400; and in it, however deep, text that is empty
/// or blank becomes nil. Forms send an empty field as empty text, and "not given" is what is meant.
///
///     inline constexpr auto order_form = anqa::pipeline(anqa::ScrubParams{"order"});
struct ScrubParams {
  std::string_view key;

  Conn operator()(Conn conn) const;
};

}  // namespace anqa
