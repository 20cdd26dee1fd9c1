// Erlang's order of terms (number < atom < reference < port < pid < tuple < map < list < binary), except that
// equal numbers of different kinds are told apart, integer first, as keys of a map need it.
#include <algorithm>
#include <cmath>
#include <tuple>

#include "anqa/term/internal/representation.hpp"

namespace anqa {
namespace {

int rank(Term::Kind kind) {
  using enum Term::Kind;
  switch (kind) {
    case integer:
    case bignum:
    case floating:
      return 0;
    case nil:
    case boolean:
    case atom:
      return 1;
    case reference:
      return 2;
    case port:
      return 3;
    case pid:
      return 4;
    case tuple:
      return 5;
    case map:
      return 6;
    case list:
      return 7;
    case binary:
      return 8;
  }
  return 9;
}

template <class T>
int order(const T& a, const T& b) {
  return a < b ? -1 : b < a ? 1 : 0;
}

int order_bignums(std::pair<bool, std::string_view> a, std::pair<bool, std::string_view> b) {
  if (a.first != b.first) return a.first ? -1 : 1;
  int result = order(a.second.size(), b.second.size());
  for (std::size_t i = a.second.size(); result == 0 && i-- > 0;) {
    result = order(static_cast<unsigned char>(a.second[i]), static_cast<unsigned char>(b.second[i]));
  }
  return a.first ? -result : result;
}

/// Where |b| < 2^63 the comparison is exact: the integer part as an integer, then the fraction.
int order_integer_and_double(std::int64_t a, double b) {
  if (std::isnan(b)) return -1;
  if (b >= 9223372036854775808.0) return -1;
  if (b < -9223372036854775808.0) return 1;
  const double whole = std::trunc(b);
  if (const int result = order(a, static_cast<std::int64_t>(whole)); result != 0) return result;
  return order(0.0, b - whole);
}

int order_doubles(double a, double b) {
  if (std::isnan(a) || std::isnan(b)) return order(std::isnan(a), std::isnan(b));
  if (a == 0 && b == 0) return order(!std::signbit(a), !std::signbit(b));
  return order(a, b);
}

int order_numbers(const Term& a, const Term& b) {
  using enum Term::Kind;
  if (a.kind() == floating && b.kind() == floating) return order_doubles(*a.as_double(), *b.as_double());
  if (a.kind() == floating) return -order_numbers(b, a);
  if (b.kind() == floating) {
    const int result = a.kind() == integer ? order_integer_and_double(*a.as_integer(), *b.as_double())
                                           : order_doubles(*a.as_double(), *b.as_double());
    return result != 0 ? result : -1;
  }
  if (a.kind() == integer && b.kind() == integer) return order(*a.as_integer(), *b.as_integer());
  if (a.kind() == bignum && b.kind() == bignum) return order_bignums(*a.as_bignum(), *b.as_bignum());
  // A bignum lies outside the range of every integer.
  return a.kind() == bignum ? (a.as_bignum()->first ? -1 : 1) : (b.as_bignum()->first ? 1 : -1);
}

int order_lists(const Term& a, const Term& b) {
  const auto x = a.items();
  const auto y = b.items();
  const std::size_t common = std::min(x.size(), y.size());
  for (std::size_t i = 0; i < common; ++i) {
    if (const int result = Term::compare(x[i], y[i]); result != 0) return result;
  }
  // What is left is compared as a list cell or a tail of any kind; a longer rest is a list.
  if (x.size() != y.size()) {
    const bool a_longer = x.size() > y.size();
    const Term* tail = a_longer ? b.tail() : a.tail();
    const bool tail_is_greater = tail != nullptr && tail->kind() == Term::Kind::binary;
    return a_longer == tail_is_greater ? -1 : 1;
  }
  if (a.tail() == nullptr && b.tail() == nullptr) return 0;
  const Term end = Term::list({});
  return Term::compare(a.tail() != nullptr ? *a.tail() : end, b.tail() != nullptr ? *b.tail() : end);
}

int order_tuples(const Term& a, const Term& b) {
  if (a.items().size() != b.items().size()) return order(a.items().size(), b.items().size());
  for (std::size_t i = 0; i < a.items().size(); ++i) {
    if (const int result = Term::compare(a.items()[i], b.items()[i]); result != 0) return result;
  }
  return 0;
}

int order_maps(const Term& a, const Term& b) {
  const auto x = a.entries();
  const auto y = b.entries();
  if (x.size() != y.size()) return order(x.size(), y.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (const int result = Term::compare(x[i].key, y[i].key); result != 0) return result;
  }
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (const int result = Term::compare(x[i].value, y[i].value); result != 0) return result;
  }
  return 0;
}

int order_pids(const ExternalPid& a, const ExternalPid& b) {
  return order(std::tie(a.node, a.creation, a.serial, a.id), std::tie(b.node, b.creation, b.serial, b.id));
}

int order_ports(const ExternalPort& a, const ExternalPort& b) {
  return order(std::tie(a.node, a.creation, a.id), std::tie(b.node, b.creation, b.id));
}

int order_references(const ExternalReference& a, const ExternalReference& b) {
  return order(std::tie(a.node, a.creation, a.words), std::tie(b.node, b.creation, b.words));
}

}  // namespace

int Term::compare(const Term& a, const Term& b) noexcept {
  if (const int result = order(rank(a.kind_), rank(b.kind_)); result != 0) return result;
  switch (a.kind_) {
    case Kind::integer:
    case Kind::bignum:
    case Kind::floating:
      return order_numbers(a, b);
    case Kind::nil:
    case Kind::boolean:
    case Kind::atom:
      return order(*a.as_atom(), *b.as_atom());
    case Kind::binary:
      return order(a.text(), b.text());
    case Kind::list:
      return order_lists(a, b);
    case Kind::tuple:
      return order_tuples(a, b);
    case Kind::map:
      return order_maps(a, b);
    case Kind::pid:
      return order_pids(*a.as_pid(), *b.as_pid());
    case Kind::port:
      return order_ports(*a.as_port(), *b.as_port());
    case Kind::reference:
      return order_references(*a.as_reference(), *b.as_reference());
  }
  return 0;
}

}  // namespace anqa
