#pragma once

#include <string>
#include <string_view>

namespace anqa {

class Params;
class Term;

namespace detail {

/// What a user sent under one name: nothing, a text, or something that is no text (a list, nested values).
class ParamText {
 public:
  ParamText(const Params& params, std::string_view name);

  bool absent() const { return kind_ == Kind::absent; }
  bool is_text() const { return kind_ == Kind::text; }
  std::string_view text() const { return storage_.empty() ? text_ : std::string_view(storage_); }
  /// What was sent; not when it is absent.
  const Term& term() const { return *term_; }

 private:
  enum class Kind { absent, text, other };

  Kind kind_ = Kind::absent;
  const Term* term_ = nullptr;
  std::string_view text_;
  std::string storage_;
};

}  // namespace detail
}  // namespace anqa
