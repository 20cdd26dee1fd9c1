#pragma once

#include <array>
#include <optional>
#include <span>
#include <string_view>

#include "anqa/web/fwd.hpp"

/// Which of the formats that a page has is the one for a client.

namespace anqa {

/// A plug: finds the format that the client likes best, by the `_format` parameter of the query or by the
/// Accept header, and leaves it for get_format(). Refuses, with 406, a client that takes none of them. The
/// first is for clients that take anything.
///
///     inline constexpr auto api = anqa::pipeline(anqa::Accepts{{"json"}});
struct Accepts {
  /// Names such as "html", "json", "xml", "text", "csv", or whole types, "application/vnd.shop+json".
  std::array<std::string_view, 6> formats = {};

  Conn operator()(Conn conn) const;
};

/// Refuses, with 406, a client that accepts neither HTML nor anything. For pages.
Conn accepts_html(Conn conn);
/// Refuses, with 406, a client that accepts neither JSON nor anything. For APIs.
Conn accepts_json(Conn conn);

/// Whether an Accept header admits a type such as "text/html"; an empty one admits all.
bool accepts(std::string_view accept_header, std::string_view type);

/// The one of `formats` that an Accept header likes best, RFC 9110 §12.5.1; the first of them for an empty
/// one, nothing where it takes none.
std::optional<std::string_view> negotiate(std::string_view accept_header,
                                          std::span<const std::string_view> formats);

/// "text/html" of "html"; what is not known stays as it is.
std::string_view type_of_format(std::string_view format);

}  // namespace anqa
