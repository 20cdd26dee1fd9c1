#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "anqa/term/params.hpp"
#include "anqa/web/parsers.hpp"
#include "anqa/web/upload.hpp"

namespace anqa::detail {

/// Reads a multipart/form-data body (RFC 7578) piece by piece: fields into memory, files to the disk. A push
/// parser that keeps no more than one piece and one delimiter.
class MultipartParser {
 public:
  /// `boundary` as the content type names it. Throws HttpError 400 for one that RFC 2046 does not allow.
  MultipartParser(std::string_view boundary, ParserLimits limits);

  /// The next bytes. Throws HttpError 400 or 413, and std::system_error where the disk fails; of no use after
  /// that.
  void feed(std::string_view bytes);
  /// Nothing more comes: throws HttpError 400 where the form has no end.
  void finish() const;

  /// The fields and files. Throws HttpError 400 for names that nest too deep.
  Params params() const;
  /// The files, which end with the returned objects.
  std::vector<UploadFile> take_files() { return std::move(files_); }

 private:
  enum class State : std::uint8_t { start, preamble, delimiter, header, field, file, ignored, end };

  std::size_t read(std::string_view bytes);
  std::size_t read_start(std::string_view bytes);
  std::size_t read_delimiter(std::string_view bytes);
  std::size_t read_header(std::string_view bytes);
  std::size_t read_content(std::string_view bytes);
  void begin_part(std::string_view header);
  void take_content(std::string_view bytes);
  void end_part();

  ParserLimits limits_;
  std::string delimiter_;  // "\r\n--" and the boundary
  State state_ = State::start;
  std::string rest_;  // what was fed and could not be read yet
  std::size_t total_ = 0;
  std::size_t fields_size_ = 0;
  std::size_t parts_ = 0;

  std::string name_;
  std::string value_;
  Upload upload_;
  std::vector<std::pair<std::string, Term>> fields_;
  std::vector<UploadFile> files_;
};

}  // namespace anqa::detail
