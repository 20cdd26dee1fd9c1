#pragma once

#include <cstdint>
#include <string>

#include "anqa/data/repo.hpp"
#include "anqa/http/limits.hpp"

namespace shop {

/// What the environment tells the shop.
struct Settings {
  /// PORT, 4000 by default.
  std::uint16_t port = 4000;
  /// DATABASE: the SQLite file, var/shop.db by default.
  std::string database = "var/shop.db";
  /// DATABASE_URL: PostgreSQL instead, as in "postgresql://shop@localhost/shop".
  std::string database_url;
  /// SECRET_KEY_BASE: at least 64 characters. Without it, one that is made once and kept beside the database.
  std::string secret_key_base;
  /// PICTURES: the folder of the products' photographs, `pictures` beside the database by default.
  std::string pictures;
  /// ADMIN_PASSWORD: of the first admin, admin@example.org, whom an empty database gets. Without it, one that
  /// is made and shown once.
  std::string admin_password;
  /// How long clients may take. REQUEST_TIMEOUT_MS sets the time for a request's header fields, for its body
  /// and between two requests.
  anqa::http::Timeouts timeouts;
  /// The folder of the static files, beside the program.
  std::string assets;
};

/// Throws std::invalid_argument for a value that cannot be.
Settings read_settings();

/// The shop's database as the settings have it, with its migrations.
anqa::RepoServer::Options database_options(const Settings& settings);

}  // namespace shop
