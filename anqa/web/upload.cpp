#include "anqa/web/upload.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

#include "anqa/runtime/await.hpp"
#include "anqa/runtime/spawn.hpp"

namespace anqa {
namespace {

/// An atom is a key that no client can send: forms and JSON have binary keys only.
const Term& mark() {
  static const Term key = Term::atom("__struct__");
  return key;
}
constexpr std::string_view name_of_struct = "Elixir.Plug.Upload";

[[noreturn]] void fail_with(int error, const std::string& what) {
  throw std::system_error(error, std::generic_category(), what);
}

/// A file that is deleted with this.
struct GivenFile {
  explicit GivenFile(std::string given_path) : path(std::move(given_path)) {}
  GivenFile(const GivenFile&) = delete;
  GivenFile& operator=(const GivenFile&) = delete;
  ~GivenFile() { ::unlink(path.c_str()); }
  std::string path;
};

/// Also where the program stops before the owner does: the file goes with the coroutine.
Task<void> delete_after(Pid owner, std::shared_ptr<const GivenFile> file) {
  co_await down(owner);
  file.reset();
}

}  // namespace

std::optional<Upload> Upload::from(const Params& param) {
  const Term* kind = param.term().find(mark());
  if (kind == nullptr || !kind->is_atom(name_of_struct)) return std::nullopt;
  const auto text = [&](std::string_view key) {
    const Term* value = param.term().find(Term::atom(key));
    return value == nullptr ? std::string() : std::string(value->as_binary().value_or(""));
  };
  const Term* size = param.term().find(Term::atom("size"));
  return Upload{.path = text("path"),
                .filename = text("filename"),
                .content_type = text("content_type"),
                .size = size == nullptr ? 0 : static_cast<std::uint64_t>(size->as_integer().value_or(0))};
}

Term Upload::term() const {
  return Term::map({{mark(), Term::atom(name_of_struct)},
                    {Term::atom("path"), path},
                    {Term::atom("filename"), filename},
                    {Term::atom("content_type"), content_type},
                    {Term::atom("size"), static_cast<std::int64_t>(size)}});
}

void Upload::move_to(const std::string& new_path) const {
  if (::rename(path.c_str(), new_path.c_str()) == 0) return;
  if (errno != EXDEV) fail_with(errno, "moving the upload " + path + " to " + new_path);
  std::filesystem::copy_file(path, new_path, std::filesystem::copy_options::overwrite_existing);
  ::unlink(path.c_str());
}

Upload Upload::give_away(Pid owner) const {
  Upload given = *this;
  given.path += "-given";
  move_to(given.path);
  spawn(&delete_after, owner, std::make_shared<const GivenFile>(given.path));
  return given;
}

namespace detail {

UploadFile::UploadFile(const std::string& folder) {
  const char* wanted = std::getenv("TMPDIR");
  path_ = !folder.empty() ? folder : wanted != nullptr && *wanted != '\0' ? wanted : "/tmp";
  path_ += "/anqa-upload-XXXXXX";
  descriptor_ = ::mkostemp(path_.data(), O_CLOEXEC);
  if (descriptor_ < 0) {
    const int error = errno;
    fail_with(error, "making the temporary file " + std::exchange(path_, {}) + " for an upload");
  }
}

UploadFile::UploadFile(UploadFile&& other) noexcept
    : path_(std::exchange(other.path_, {})), descriptor_(std::exchange(other.descriptor_, -1)) {}

UploadFile& UploadFile::operator=(UploadFile&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

UploadFile::~UploadFile() {
  close();
  if (!path_.empty()) ::unlink(path_.c_str());
}

void UploadFile::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail_with(errno, "writing the upload " + path_);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

void UploadFile::close() {
  if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
}

}  // namespace detail
}  // namespace anqa
