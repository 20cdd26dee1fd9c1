#pragma once

#include "anqa/http/headers.hpp"

namespace anqa::http::detail {

/// Fills Headers from a parser that sees names and values in pieces, straight into their final place.
class HeadersBuilder {
 public:
  static void open(Headers& headers) {
    const auto begin = static_cast<std::uint32_t>(headers.bytes_.size());
    headers.fields_.push_back({begin, 0, begin, 0});
    headers.as_sent_ = false;
  }
  static void append_name(Headers& headers, std::string_view piece) {
    headers.bytes_.append(piece);
    const auto size = static_cast<std::uint32_t>(piece.size());
    headers.fields_.back().name_size += size;
    headers.fields_.back().value += size;
  }
  static void append_value(Headers& headers, std::string_view piece) {
    headers.bytes_.append(piece);
    headers.fields_.back().value_size += static_cast<std::uint32_t>(piece.size());
  }
  /// Drops the optional whitespace behind the value; leading whitespace never gets here.
  static void close(Headers& headers) {
    auto& size = headers.fields_.back().value_size;
    while (size > 0 && (headers.bytes_.back() == ' ' || headers.bytes_.back() == '\t')) {
      headers.bytes_.pop_back();
      --size;
    }
  }

  // From one that has the whole block before it: where the fields are in it, and then all its bytes at once.

  static void start_block(Headers& headers, std::size_t fields) {
    headers.clear();
    headers.fields_.reserve(fields);
  }
  static void add_field(Headers& headers, std::uint32_t name, std::uint32_t name_size, std::uint32_t value,
                        std::uint32_t value_size) {
    headers.fields_.push_back({name, name_size, value, value_size});
  }
  static void end_block(Headers& headers, std::string_view block) {
    headers.bytes_.assign(block);
    headers.as_sent_ = false;
  }
};

/// Gives what is sent of Headers.
class HeadersWriter {
 public:
  /// All fields, a line each; nothing where they do not lie ready so.
  static std::optional<std::string_view> lines(const Headers& headers) {
    if (headers.as_sent_ || headers.empty()) return headers.empty() ? std::string_view() : headers.bytes_;
    return std::nullopt;
  }
};

}  // namespace anqa::http::detail
