#pragma once

#include <unistd.h>

#include <filesystem>
#include <string>

#include "catalog/pictures.hpp"

namespace shop {

/// For tests: a folder for pictures, as long as this is there.
struct PictureFolder {
  std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("anqa-pictures-" + std::to_string(::getpid()));

  PictureFolder() { pictures::keep_in(path.string()); }
  ~PictureFolder() { std::filesystem::remove_all(path); }
  PictureFolder(const PictureFolder&) = delete;
  PictureFolder& operator=(const PictureFolder&) = delete;
};

/// The beginning of a PNG of 640 by 480, and so many bytes that are nothing.
inline std::string a_png(std::size_t more) {
  return std::string("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\2\x80\0\0\1\xe0", 24) + std::string(more, 'p');
}

}  // namespace shop
