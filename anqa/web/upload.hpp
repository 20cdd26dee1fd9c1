#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "anqa/runtime/pid.hpp"
#include "anqa/term/params.hpp"

namespace anqa {

/// A file that a form with `enctype="multipart/form-data"` brought, as one of its parameters:
///
///     if (const auto photo = Upload::from(params["photo"])) photo->move_to(storage / id);
///
/// It lies in a temporary folder until the request has been answered. Only the parser can put one among the
/// parameters: a client that sends fields called `path` and `filename` gets a map, not an upload.
struct Upload {
  /// Where it lies, readable only for this program's user.
  std::string path;
  /// What the client calls it. Not to be trusted, and no part of a path: "../../etc/passwd" is a possible
  /// one.
  std::string filename;
  /// What the client says that it is, "image/png"; empty where it says nothing. Not to be trusted either.
  std::string content_type;
  /// Bytes.
  std::uint64_t size = 0;

  /// The upload that a parameter is; nothing where it is none.
  static std::optional<Upload> from(const Params& param);
  /// How it stands among the parameters. For tests.
  Term term() const;

  /// Gives the file another place, copying where that is on another file system, and replaces what is there.
  /// The file is the caller's from then on. Throws std::system_error. Blocks as long as copying takes.
  void move_to(const std::string& new_path) const;
  /// Lets the file live until process `owner` ends, however the request ends, and says where it is now: for a
  /// process that works on it later. Throws std::system_error.
  Upload give_away(Pid owner) const;

  bool operator==(const Upload&) const = default;
};

namespace detail {

/// A temporary file that ends with this object.
class UploadFile {
 public:
  /// Makes one in `folder`, or where that is empty in the system's folder for such ($TMPDIR, else /tmp).
  /// Throws std::system_error.
  explicit UploadFile(const std::string& folder);
  UploadFile(UploadFile&& other) noexcept;
  UploadFile& operator=(UploadFile&& other) noexcept;
  ~UploadFile();

  const std::string& path() const { return path_; }
  /// Appends. Throws std::system_error, as when the disk is full.
  void write(std::string_view bytes);
  /// No more is written to it.
  void close();

 private:
  std::string path_;
  int descriptor_ = -1;
};

}  // namespace detail
}  // namespace anqa
