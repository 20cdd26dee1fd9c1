#pragma once

#include <optional>
#include <string>
#include <string_view>

/// Bytes as text and back. Decoders are strict: null for anything that the matching encoder could not have
/// written, except where said.

namespace anqa {

/// RFC 4648 section 4, with padding.
std::string base64_encode(std::string_view bytes);
std::optional<std::string> base64_decode(std::string_view text);

/// RFC 4648 section 5, the alphabet of URLs and tokens, without padding.
std::string base64url_encode(std::string_view bytes);
std::optional<std::string> base64url_decode(std::string_view text);

/// Two lower-case digits a byte; decoding takes both cases.
std::string hex_encode(std::string_view bytes);
std::optional<std::string> hex_decode(std::string_view text);

/// RFC 3986: everything but letters, digits and -._~ becomes %XX. Decoding takes other characters as they
/// are, '+' too, and fails only where a % is not followed by two hex digits.
std::string percent_encode(std::string_view bytes);
std::optional<std::string> percent_decode(std::string_view text);

/// The same for application/x-www-form-urlencoded, where a space is a '+'.
std::string form_encode(std::string_view bytes);
std::optional<std::string> form_decode(std::string_view text);

/// Appends `text` with & < > " ' escaped, so that it is safe between tags and in a quoted attribute.
void html_escape(std::string& out, std::string_view text);

/// Whether two secrets are equal, in a time that depends on their lengths only.
bool secure_equal(std::string_view a, std::string_view b);

}  // namespace anqa
