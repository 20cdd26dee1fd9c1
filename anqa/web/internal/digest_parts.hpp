#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace anqa::detail {

/// Lower-case hex digits.
std::string md5_hex(std::string_view text);
/// base64, as `integrity` attributes have it.
std::string sha512_base64(std::string_view text);
/// RFC 1952.
std::string gzip(std::string_view text);

/// "css/app-0123456789abcdef0123456789abcdef.css" of "css/app.css".
std::string digested_name(std::string_view name, std::string_view digest);
bool is_digested_name(std::string_view name);

/// Gives the new link for a file of the folder, "css/../images/a.png" as "images/a.png"; empty: it stays.
using Relink = std::function<std::string(const std::string& target)>;
/// The text of a style sheet, a script or another file with its links to files of the folder replaced; `name`
/// says where in the folder it is.
std::string relink(std::string_view name, std::string_view text, bool vsn, const Relink& to);

}  // namespace anqa::detail
