#include <algorithm>
#include <bit>
#include <limits>
#include <stdexcept>

#include "anqa/term/etf.hpp"
#include "anqa/term/internal/etf_tags.hpp"

namespace anqa::etf {
namespace {

class Encoder {
 public:
  explicit Encoder(std::string& out) : out_(out) {}

  void term(const Term& value) {
    switch (value.kind()) {
      case Term::Kind::nil:
      case Term::Kind::boolean:
      case Term::Kind::atom:
        atom(*value.as_atom());
        break;
      case Term::Kind::integer:
        integer(*value.as_integer());
        break;
      case Term::Kind::bignum:
        big(value.as_bignum()->first, value.as_bignum()->second);
        break;
      case Term::Kind::floating:
        byte(detail::new_float);
        number(std::bit_cast<std::uint64_t>(*value.as_double()), 8);
        break;
      case Term::Kind::binary:
        binary(*value.as_binary());
        break;
      case Term::Kind::list:
        list(value);
        break;
      case Term::Kind::tuple:
        tuple(value);
        break;
      case Term::Kind::map:
        map(value);
        break;
      case Term::Kind::pid:
        pid(*value.as_pid());
        break;
      case Term::Kind::port:
        port(*value.as_port());
        break;
      case Term::Kind::reference:
        reference(*value.as_reference());
        break;
    }
  }

 private:
  void byte(std::uint8_t value) { out_ += static_cast<char>(value); }
  void number(std::uint64_t value, int bytes) {
    for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) byte(static_cast<std::uint8_t>(value >> shift));
  }
  /// A length of 32 bits; memory ends long before it does.
  void length(std::size_t value) {
    if (value > std::numeric_limits<std::uint32_t>::max()) throw std::length_error("ETF: term too large");
    number(value, 4);
  }

  void atom(std::string_view name) {
    const auto continues = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; };
    const auto characters =
        name.size() - static_cast<std::size_t>(std::count_if(name.begin(), name.end(), continues));
    if (characters > 255) throw std::length_error("ETF: an atom has at most 255 characters");
    if (name.size() < 256) {
      byte(detail::small_atom_utf8);
      number(name.size(), 1);
    } else {
      byte(detail::atom_utf8);
      number(name.size(), 2);
    }
    out_ += name;
  }

  void integer(std::int64_t value) {
    if (value >= 0 && value <= 255) {
      byte(detail::small_integer);
      number(static_cast<std::uint64_t>(value), 1);
    } else if (value >= std::numeric_limits<std::int32_t>::min() &&
               value <= std::numeric_limits<std::int32_t>::max()) {
      byte(detail::integer);
      number(static_cast<std::uint64_t>(value), 4);
    } else {
      const bool negative = value < 0;
      std::uint64_t rest =
          negative ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
      std::string magnitude;
      for (; rest != 0; rest >>= 8) magnitude += static_cast<char>(rest & 0xff);
      big(negative, magnitude);
    }
  }

  void big(bool negative, std::string_view magnitude) {
    if (magnitude.size() < 256) {
      byte(detail::small_big);
      number(magnitude.size(), 1);
    } else {
      byte(detail::large_big);
      length(magnitude.size());
    }
    byte(negative ? 1 : 0);
    out_ += magnitude;
  }

  void binary(std::string_view text) {
    byte(detail::binary);
    length(text.size());
    out_ += text;
  }

  static bool is_byte(const Term& item) {
    const auto value = item.as_integer();
    return value && *value >= 0 && *value <= 255;
  }

  void list(const Term& value) {
    const auto items = value.items();
    if (value.tail() == nullptr && !items.empty() && items.size() < 65536 &&
        std::all_of(items.begin(), items.end(), is_byte)) {
      byte(detail::string);
      number(items.size(), 2);
      for (const Term& item : items) byte(static_cast<std::uint8_t>(*item.as_integer()));
      return;
    }
    if (!items.empty()) {
      byte(detail::list);
      length(items.size());
      for (const Term& item : items) term(item);
    }
    if (const Term* tail = value.tail()) {
      term(*tail);
    } else {
      byte(detail::nil);
    }
  }

  void tuple(const Term& value) {
    const auto items = value.items();
    if (items.size() < 256) {
      byte(detail::small_tuple);
      number(items.size(), 1);
    } else {
      byte(detail::large_tuple);
      length(items.size());
    }
    for (const Term& item : items) term(item);
  }

  void map(const Term& value) {
    byte(detail::map);
    length(value.entries().size());
    for (const auto& [key, item] : value.entries()) {
      term(key);
      term(item);
    }
  }

  void pid(const ExternalPid& value) {
    byte(detail::new_pid);
    atom(value.node);
    number(value.id, 4);
    number(value.serial, 4);
    number(value.creation, 4);
  }

  void port(const ExternalPort& value) {
    byte(detail::v4_port);
    atom(value.node);
    number(value.id, 8);
    number(value.creation, 4);
  }

  void reference(const ExternalReference& value) {
    byte(detail::newer_reference);
    number(value.words.size(), 2);
    atom(value.node);
    number(value.creation, 4);
    for (const std::uint32_t word : value.words) number(word, 4);
  }

  std::string& out_;
};

}  // namespace

void encode_next(const Term& term, std::string& out) { Encoder(out).term(term); }

void encode(const Term& term, std::string& out) {
  out += static_cast<char>(detail::version);
  encode_next(term, out);
}

std::string encode(const Term& term) {
  std::string out;
  encode(term, out);
  return out;
}

}  // namespace anqa::etf
