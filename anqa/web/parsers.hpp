#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "anqa/http/request.hpp"
#include "anqa/runtime/task.hpp"
#include "anqa/web/fwd.hpp"

namespace anqa {

/// How much the parsers take, and of which types.
struct ParserLimits {
  /// Bytes of a body that is parsed; more is 413.
  std::size_t length = 8'000'000;
  /// Bytes of a multipart form, whose files go to the disk while they come; `length`, unless given. More is
  /// 413.
  std::optional<std::size_t> multipart_length = {};
  /// Bytes of the fields of a multipart form that are no files, together, as they stay in memory. 413.
  std::size_t multipart_fields_length = 1'000'000;
  /// Parts of a multipart form, files and others. 413.
  std::size_t multipart_parts = 1'000;
  /// Bytes of the header of one part. 400.
  std::size_t part_header_length = 8'192;
  /// Values of an urlencoded form, and how deep `a[b][c]` may nest. 400.
  std::size_t form_pairs = 1'000;
  std::size_t form_depth = 32;
  /// Arrays and objects of a JSON body inside each other; more is 400.
  std::size_t json_depth = 128;
  /// Types of bodies that are left to the controllers unread: "text/csv", "image/*", "*/*" for all that the
  /// parsers do not know. Any other is 415.
  std::vector<std::string> pass = {"*/*"};
  /// The folder for the files of multipart forms; $TMPDIR or /tmp, unless given.
  std::string upload_folder = {};
};

/// Reads the body of a POST, PUT, PATCH or DELETE into body_params, as the endpoint's `parsers` say:
///
/// - application/x-www-form-urlencoded, with Plug's nesting: `user[name]=Ada&tags[]=a`;
/// - multipart/form-data, the same, with each file as an Upload (upload.hpp);
/// - JSON: application/json and anything +json; what is not an object becomes the parameter "_json".
///
/// Throws HttpError 413, 415 or 400, and 400 for a broken query string. Waits for what has not come yet of a
/// large body.
Task<Conn> parse_body(Conn conn);
/// The same for a body that is there (`request().more` is empty), without waiting.
Conn parse_whole_body(Conn conn);

/// The body of a request whose type the parsers passed on, when all of it has come. Throws HttpError 413
/// beyond `length` bytes, and what http says of a broken body. A controller that wants it in pieces reads
/// `request().body` and then `request().more`.
Task<std::string> read_body(const http::Request& request, std::size_t length = 8'000'000);

namespace detail {

/// "application/json" of "Application/JSON; charset=utf-8".
std::string media_type(std::string_view content_type);
/// The value of a parameter of a header such as `form-data; name="a"`, its quotes and backslashes taken off;
/// nothing where it is not there.
std::optional<std::string> header_parameter(std::string_view header, std::string_view name);
/// Whether the bodies of a type are to be left alone.
bool passes(const std::vector<std::string>& pass, std::string_view type);

}  // namespace detail
}  // namespace anqa
