#pragma once

#include "anqa/http/headers.hpp"

namespace anqa::http::detail {

/// Fills Headers from a parser that sees names and values in pieces, straight into their final place.
class HeadersBuilder {
 public:
  static void open(Headers& headers) {
    headers.fields_.push_back({static_cast<std::uint32_t>(headers.bytes_.size()), 0, 0});
  }
  static void append_name(Headers& headers, std::string_view piece) {
    headers.bytes_.append(piece);
    headers.fields_.back().name_size += static_cast<std::uint32_t>(piece.size());
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
  /// Keeps the fields and bytes of `headers` as they were when it had `fields` fields.
  static void reserve(Headers& headers, std::size_t fields, std::size_t bytes) {
    headers.fields_.reserve(fields);
    headers.bytes_.reserve(bytes);
  }
};

}  // namespace anqa::http::detail
