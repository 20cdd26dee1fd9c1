#pragma once

// RapidCheck generators of terms, for the round-trip tests of the codecs.

#include <rapidcheck.h>

#include <algorithm>
#include <string>
#include <vector>

#include "anqa/term/term.hpp"

namespace anqa::testing {

/// UTF-8 text with quotes, control characters and characters of every length.
inline rc::Gen<std::string> utf8_text() {
  static const std::vector<std::string> pieces = {"a",
                                                  "Z",
                                                  "0",
                                                  " ",
                                                  "\"",
                                                  "\\",
                                                  "\n",
                                                  "\x01",
                                                  "<",
                                                  "&",
                                                  "+",
                                                  "%2",
                                                  "[",
                                                  "]",
                                                  "=",
                                                  "é",
                                                  "€",
                                                  "\U0001F600",
                                                  "\u2028",
                                                  "/",
                                                  "'",
                                                  std::string(1, '\0'),
                                                  "a longer piece of plain text, more than fourteen bytes"};
  return rc::gen::map(
      rc::gen::resize(12, rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(pieces))),
      [](const std::vector<std::string>& chosen) {
        std::string text;
        for (const std::string& piece : chosen) text += piece;
        return text;
      });
}

/// Up to about ten, so that nesting stays affordable.
template <class T>
rc::Gen<std::vector<T>> few(rc::Gen<T> item) {
  return rc::gen::withSize([item](int size) {
    return rc::gen::resize(std::min(size, 10),
                           rc::gen::container<std::vector<T>>(rc::gen::resize(size, item)));
  });
}

/// Terms that JSON can hold and give back unchanged.
inline rc::Gen<Term> json_term(int depth = 2) {
  const auto text = rc::gen::map(utf8_text(), [](std::string value) { return Term(std::move(value)); });
  const auto integer =
      rc::gen::map(rc::gen::arbitrary<std::int64_t>(), [](std::int64_t value) { return Term(value); });
  const auto real = rc::gen::map(rc::gen::arbitrary<double>(), [](double value) { return Term(value); });
  const auto word = rc::gen::element(Term(), Term(true), Term(false));
  if (depth == 0) return rc::gen::oneOf(text, integer, real, word);
  const auto list = rc::gen::map(few(json_term(depth - 1)),
                                 [](std::vector<Term> items) { return Term::list(std::move(items)); });
  const auto map = rc::gen::map(few(rc::gen::pair(utf8_text(), json_term(depth - 1))),
                                [](std::vector<std::pair<std::string, Term>> pairs) {
                                  std::vector<Term::Entry> entries;
                                  for (auto& [key, value] : pairs)
                                    entries.push_back({std::move(key), std::move(value)});
                                  return Term::map(std::move(entries));
                                });
  return rc::gen::oneOf(text, integer, real, word, list, map);
}

/// Terms of every kind.
inline rc::Gen<Term> any_term(int depth = 2) {
  const auto word = rc::gen::arbitrary<std::uint32_t>();
  const auto bytes = rc::gen::map(rc::gen::arbitrary<std::string>(),
                                  [](std::string value) { return Term(std::move(value)); });
  const auto atom = rc::gen::element(Term::atom("ok"), Term::atom("Elixir.Demo.HomeLive"), Term::atom("é"),
                                     Term::atom("true"));
  const auto big = rc::gen::map(
      rc::gen::pair(rc::gen::arbitrary<bool>(), rc::gen::arbitrary<std::string>()),
      [](const std::pair<bool, std::string>& parts) { return Term::bignum(parts.first, parts.second); });
  const auto identifier = rc::gen::map(rc::gen::tuple(word, word, word), [](const auto& words) {
    const auto [a, b, c] = words;
    if (a % 3 == 0) return Term(ExternalPid{"a@host", a, b, c});
    if (a % 3 == 1) return Term(ExternalPort{"a@host", std::uint64_t{a} << 32 | b, c});
    return Term(ExternalReference{"a@host", c, {a, b}});
  });
  if (depth == 0) return rc::gen::oneOf(json_term(0), bytes, atom, big, identifier);
  const auto terms = few(any_term(depth - 1));
  const auto tuple =
      rc::gen::map(terms, [](std::vector<Term> items) { return Term::tuple(std::move(items)); });
  const auto list =
      rc::gen::map(rc::gen::pair(terms, any_term(0)), [](std::pair<std::vector<Term>, Term> parts) {
        return parts.first.size() % 2 == 0
                   ? Term::list(std::move(parts.first))
                   : Term::improper_list(std::move(parts.first), std::move(parts.second));
      });
  const auto map = rc::gen::map(terms, [](const std::vector<Term>& items) {
    std::vector<Term::Entry> entries;
    for (std::size_t i = 0; i + 1 < items.size(); i += 2) entries.push_back({items[i], items[i + 1]});
    return Term::map(std::move(entries));
  });
  return rc::gen::oneOf(json_term(0), bytes, atom, big, identifier, tuple, list, map);
}

}  // namespace anqa::testing

namespace rc {
template <>
struct Arbitrary<anqa::Term> {
  static Gen<anqa::Term> arbitrary() { return anqa::testing::any_term(); }
};
}  // namespace rc
