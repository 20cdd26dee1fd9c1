#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace anqa {

/// Why a field of a changeset is not acceptable.
struct FieldError {
  /// A value that the message names, as text.
  using Value = std::pair<std::string, std::string>;

  std::string field;
  /// The message as it is translated: its values stand as "%{count}".
  std::string message;
  std::vector<Value> values;
  /// Which check failed: "required", "cast", "format", "length", "number", "unique", …; empty for
  /// add_error().
  std::string validation;

  /// The message with its values filled in: "should be at least 2 character(s)".
  std::string text() const;

  friend bool operator==(const FieldError&, const FieldError&) = default;
};

}  // namespace anqa
