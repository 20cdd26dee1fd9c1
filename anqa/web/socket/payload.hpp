#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <utility>

#include "anqa/term/term.hpp"

namespace anqa {

/// Bytes as a payload: they travel in a binary frame, and the client gets an
/// ArrayBuffer. (One that has fallen back to long polling cannot read what the
/// server sends so.)
struct Binary {
  std::string bytes;
};

/// What an event or a reply carries: a map, which becomes JSON, or bytes.
class Payload {
 public:
  Payload() : term_(Term::map()) {}
  Payload(Term map) : term_(std::move(map)) {}                  // NOLINT(google-explicit-constructor)
  Payload(Binary binary) : binary_(std::move(binary.bytes)) {}  // NOLINT(google-explicit-constructor)
  /// `push("said", {{"text", text}, {"by", name}})`
  Payload(std::initializer_list<Term::Entry> entries) : term_(Term::map(entries)) {}

  /// Nil for bytes.
  const Term& term() const { return term_; }
  const std::optional<std::string>& binary() const { return binary_; }

  bool operator==(const Payload&) const = default;

 private:
  Term term_;
  std::optional<std::string> binary_;
};

}  // namespace anqa
