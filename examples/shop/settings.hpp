#pragma once

#include <cstdint>
#include <string>

namespace shop {

/// What the environment tells the shop.
struct Settings {
  /// PORT, 4000 by default.
  std::uint16_t port = 4000;
  /// DATABASE: the SQLite file, var/shop.db by default.
  std::string database = "var/shop.db";
  /// SECRET_KEY_BASE: at least 64 characters. Without it, one that is made once and kept beside the database.
  std::string secret_key_base;
  /// The folder of the static files, beside the program.
  std::string assets;
};

/// Throws std::invalid_argument for a value that cannot be.
Settings read_settings();

}  // namespace shop
