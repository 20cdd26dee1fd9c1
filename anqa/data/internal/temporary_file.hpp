#pragma once

#include <stdlib.h>

#include <filesystem>
#include <stdexcept>
#include <string>

namespace anqa::detail {

/// A path in a new folder of its own, which is removed with all that is in it. For tests.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& name)
      : folder_((std::filesystem::temp_directory_path() / "anqa-XXXXXX").string()) {
    if (!mkdtemp(folder_.data())) throw std::runtime_error("no folder can be made for a test: " + folder_);
    path_ = folder_ + "/" + name;
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  const std::string& path() const { return path_; }

 private:
  std::string folder_;
  std::string path_;
};

}  // namespace anqa::detail
