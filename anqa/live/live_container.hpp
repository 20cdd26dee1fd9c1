#pragma once

#include <string_view>

namespace anqa {

/// The element around a live view, which the browser's side needs: LiveView's `container` option.
///
///     static constexpr anqa::LiveContainer container{.tag = "main", .attributes = {{"class", "page"}}};
struct LiveContainer {
  std::string_view tag = "div";
  struct Attribute {
    std::string_view name, value;
  };
  /// At most six. Its id and what begins with `data-phx-` are LiveView's own.
  Attribute attributes[6] = {};
};

}  // namespace anqa
