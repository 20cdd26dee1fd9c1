#include <algorithm>

#include "anqa/base/encoding.hpp"
#include "anqa/http/headers.hpp"
#include "anqa/term/detail/utf8.hpp"
#include "anqa/web/detail/multipart.hpp"
#include "anqa/web/http_error.hpp"

namespace anqa::detail {
namespace {

constexpr std::string_view line_end = "\r\n";

[[noreturn]] void broken(const std::string& what) {
  throw HttpError(400, "the multipart form of the request cannot be read: " + what);
}

[[noreturn]] void too_large(const std::string& what) {
  throw HttpError(413, "the multipart form of the request " + what);
}

/// RFC 2046 §5.1.1, and what browsers and libraries use beyond it, but nothing that could end a line.
bool is_boundary(std::string_view text) {
  return !text.empty() && text.size() <= 200 && text.back() != ' ' &&
         std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7f; });
}

std::string_view trim(std::string_view text) {
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
  while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
  return text;
}

/// The value of a field in the header of a part; empty where it is not there.
std::string_view header_field(std::string_view header, std::string_view name) {
  while (!header.empty()) {
    const auto end = header.find(line_end);
    const auto line = header.substr(0, end);
    header = end == std::string_view::npos ? std::string_view() : header.substr(end + line_end.size());
    const auto colon = line.find(':');
    if (colon != std::string_view::npos && http::equal_ignoring_case(trim(line.substr(0, colon)), name))
      return trim(line.substr(colon + 1));
  }
  return {};
}

/// `filename`, or `filename*=UTF-8''na%C3%AFve.txt` of RFC 5987. Nothing where the part is no file.
std::optional<std::string> file_name(std::string_view disposition) {
  if (const auto extended = header_parameter(disposition, "filename*")) {
    const std::string_view text = *extended;
    const auto quote = text.find('\'');
    const auto second = quote == std::string_view::npos ? quote : text.find('\'', quote + 1);
    if (second != std::string_view::npos && http::equal_ignoring_case(text.substr(0, quote), "utf-8")) {
      if (auto decoded = percent_decode(text.substr(second + 1))) return decoded;
    }
    broken("its filename* is not UTF-8''percent-encoded");
  }
  return header_parameter(disposition, "filename");
}

void check_text(std::string_view what, std::string_view text) {
  if (!valid_utf8(text)) broken(std::string(what) + " is not UTF-8");
}

}  // namespace

MultipartParser::MultipartParser(std::string_view boundary, ParserLimits limits)
    : limits_(std::move(limits)), delimiter_("\r\n--") {
  if (!is_boundary(boundary)) broken("its content type names no boundary, or one that cannot be");
  delimiter_ += boundary;
}

void MultipartParser::feed(std::string_view bytes) {
  total_ += bytes.size();
  const std::size_t most = limits_.multipart_length.value_or(limits_.length);
  if (total_ > most) too_large("is larger than " + std::to_string(most) + " bytes");
  if (rest_.empty()) {
    const std::size_t taken = read(bytes);
    rest_ = bytes.substr(taken);
  } else {
    rest_ += bytes;
    rest_.erase(0, read(rest_));
  }
}

void MultipartParser::finish() const {
  if (state_ != State::end) broken("it ends before its last boundary");
}

Params MultipartParser::params() const {
  auto params = Params::nest(fields_, {.max_pairs = fields_.size(), .max_depth = limits_.form_depth});
  if (!params) broken(params.error().message);
  return std::move(*params);
}

/// How many of the bytes were read; what is left waits for more.
std::size_t MultipartParser::read(std::string_view bytes) {
  std::size_t taken = 0;
  while (true) {
    const State before = state_;
    const std::string_view ahead = bytes.substr(taken);
    std::size_t step = 0;
    switch (state_) {
      case State::start:
        step = read_start(ahead);
        break;
      case State::delimiter:
        step = read_delimiter(ahead);
        break;
      case State::header:
        step = read_header(ahead);
        break;
      case State::preamble:
      case State::field:
      case State::file:
      case State::ignored:
        step = read_content(ahead);
        break;
      case State::end:
        return bytes.size();  // what follows the form is not part of it
    }
    taken += step;
    if (step == 0 && state_ == before) return taken;
  }
}

/// The first delimiter has no line end in front of it when nothing stands before it.
std::size_t MultipartParser::read_start(std::string_view bytes) {
  const std::string_view dashes = std::string_view(delimiter_).substr(line_end.size());
  if (bytes.size() < dashes.size()) {
    if (!dashes.starts_with(bytes)) state_ = State::preamble;
    return 0;
  }
  const bool begins = bytes.starts_with(dashes);
  state_ = begins ? State::delimiter : State::preamble;
  return begins ? dashes.size() : 0;
}

/// Behind a boundary: "--" ends the form; else white space may come and the line ends.
std::size_t MultipartParser::read_delimiter(std::string_view bytes) {
  constexpr std::size_t longest_padding = 200;
  if (bytes.size() < 2) return 0;
  if (bytes.starts_with("--")) {
    state_ = State::end;
    return 2;
  }
  const auto end = bytes.find_first_not_of(" \t");
  if (end == std::string_view::npos || bytes.size() - end < line_end.size()) {
    if (std::min(end, bytes.size()) > longest_padding) broken("a boundary has no end of line behind it");
    if (end == std::string_view::npos || bytes[end] == '\r') return 0;
  }
  if (end > longest_padding || !bytes.substr(end).starts_with(line_end))
    broken("something stands behind a boundary in its line");
  state_ = State::header;
  return end + line_end.size();
}

std::size_t MultipartParser::read_header(std::string_view bytes) {
  if (bytes.starts_with(line_end)) {  // a part without any header
    begin_part({});
    return line_end.size();
  }
  const auto end = bytes.find("\r\n\r\n");
  // Without its end, up to three bytes may be the beginning of that.
  const std::size_t size = end != std::string_view::npos ? end : std::max<std::size_t>(bytes.size(), 3) - 3;
  if (size > limits_.part_header_length) {
    broken("the header of a part is longer than " + std::to_string(limits_.part_header_length) + " bytes");
  }
  if (end == std::string_view::npos) return 0;
  begin_part(bytes.substr(0, end));
  return end + 2 * line_end.size();
}

void MultipartParser::begin_part(std::string_view header) {
  if (++parts_ > limits_.multipart_parts) {
    too_large("has more than " + std::to_string(limits_.multipart_parts) + " parts");
  }
  state_ = State::ignored;
  const std::string_view disposition = header_field(header, "content-disposition");
  auto name = header_parameter(disposition, "name");
  if (media_type(disposition) != "form-data" || !name || name->empty()) return;
  check_text("the name of a part", *name);
  name_ = std::move(*name);
  auto filename = file_name(disposition);
  if (!filename) {
    state_ = State::field;
    return;
  }
  if (filename->empty()) return;  // a file input in which nothing was chosen
  check_text("the file name of the part " + name_, *filename);
  if (filename->find('\0') != std::string::npos)
    broken("the file name of the part " + name_ + " holds a NUL");
  const std::string_view type = header_field(header, "content-type");
  check_text("the content type of the part " + name_, type);
  files_.emplace_back(limits_.upload_folder);
  upload_ = {.path = files_.back().path(),
             .filename = std::move(*filename),
             .content_type = std::string(type),
             .size = 0};
  state_ = State::file;
}

/// Everything up to the next delimiter. What might be the beginning of one waits for more.
std::size_t MultipartParser::read_content(std::string_view bytes) {
  const auto end = bytes.find(delimiter_);
  if (end != std::string_view::npos) {
    take_content(bytes.substr(0, end));
    end_part();
    state_ = State::delimiter;
    return end + delimiter_.size();
  }
  const std::size_t held = std::min(bytes.size(), delimiter_.size() - 1);
  // Only a '\r' among the last bytes can begin a delimiter.
  const auto line = bytes.find('\r', bytes.size() - held);
  const std::size_t safe = std::min(line, bytes.size());
  take_content(bytes.substr(0, safe));
  return safe;
}

void MultipartParser::take_content(std::string_view bytes) {
  if (state_ == State::file) {
    files_.back().write(bytes);
    upload_.size += bytes.size();
  } else if (state_ == State::field) {
    fields_size_ += bytes.size();
    if (fields_size_ > limits_.multipart_fields_length) {
      too_large("has fields of more than " + std::to_string(limits_.multipart_fields_length) + " bytes");
    }
    value_ += bytes;
  }
}

void MultipartParser::end_part() {
  if (state_ == State::file) {
    files_.back().close();
    fields_.emplace_back(std::move(name_), upload_.term());
  } else if (state_ == State::field) {
    check_text("the field " + name_, value_);
    fields_.emplace_back(std::move(name_), Term(value_));
    value_.clear();
  }
}

}  // namespace anqa::detail
