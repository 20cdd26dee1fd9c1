#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace anqa::detail {

/// Appends text with & < > " ' escaped as HTML.
void append_html(std::string& out, std::string_view text);

/// Appends the inside of a JSON string that holds `text` as it is. Bytes that are not UTF-8 become U+FFFD,
/// for a browser closes a WebSocket on them.
void append_json(std::string& out, std::string_view text);

/// Appends the inside of a JSON string that holds `text` escaped as HTML: append_html and append_json in one
/// go.
void append_json_html(std::string& out, std::string_view text);

/// A 64-bit hash of some bytes, seeded once per program run; for remembering what a client was sent.
std::uint64_t hash_bytes(std::string_view bytes) noexcept;
std::uint64_t hash_word(std::uint64_t word) noexcept;

/// Whether a browser would run a URL as a program: javascript: and its kin, however it is disguised.
bool is_script_url(std::string_view url) noexcept;

}  // namespace anqa::detail
