#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "anqa/otp/gen_server.hpp"

namespace shop {

/// What is known of a picture by its first bytes.
struct PictureInfo {
  std::string ending;  ///< ".png", ".jpg", ".webp"; empty for what is none of them
  std::uint32_t width = 0;
  std::uint32_t height = 0;
};

/// Reads what visitors upload. It runs in a cell, an operating-system process of its own: what is wrong with
/// a picture, or with the code that reads it, ends that process and nothing else.
class PictureReader : public anqa::GenServer {
 public:
  struct Options {};
  struct Read {
    std::string bytes;
    using Reply = PictureInfo;
  };

  explicit PictureReader(Options) {}
  PictureInfo handle_call(const Read& read);
};

PictureInfo read_picture(std::string_view bytes);

/// The one of the supervision tree.
inline const anqa::Server<PictureReader>& picture_reader() {
  static const anqa::Server<PictureReader> server{"shop.picture_reader"};
  return server;
}

}  // namespace shop
