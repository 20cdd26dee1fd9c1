#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "anqa/term/etf.hpp"

namespace anqa::etf::detail {

/// Reads terms from bytes that may be hostile. The first fault is kept, and from then on everything reads as
/// empty, so that callers check once at the end.
class Decoder {
 public:
  Decoder(std::string_view bytes, Options options) : bytes_(bytes), options_(options) {}

  Term term(std::size_t depth);
  void fail(const std::string& what);

  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] const std::string& error() const { return error_; }
  [[nodiscard]] std::size_t consumed() const { return at_; }
  [[nodiscard]] std::size_t left() const { return bytes_.size() - at_; }

 private:
  std::uint64_t number(int bytes);
  std::string_view text(std::size_t length);
  /// A declared count of things that take at least `least` bytes each.
  std::size_t count(std::uint64_t declared, std::size_t least);
  std::vector<Term> terms(std::size_t count, std::size_t depth);

  Term integer();
  Term atom_utf8(std::size_t length);
  Term atom_latin1(std::size_t length);
  Term new_float();
  Term old_float();
  Term big(std::size_t length);
  Term characters();
  Term list(std::size_t depth);
  Term map(std::size_t depth);
  Term bits();
  Term pid(bool wide_creation);
  Term port(int id_bytes, bool wide_creation);
  Term old_reference();
  Term reference(bool wide_creation);
  std::string node();
  std::uint32_t creation(bool wide);

  std::string_view bytes_;
  Options options_;
  std::size_t at_ = 0;
  bool failed_ = false;
  std::string error_;
};

}  // namespace anqa::etf::detail
