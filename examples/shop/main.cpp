#include <cstdio>
#include <exception>
#include <string_view>

#include "anqa/otp/application.hpp"
#include "anqa/web/route_info.hpp"
#include "migrations.hpp"
#include "repo.hpp"
#include "seeds.hpp"
#include "settings.hpp"
#include "tree.hpp"
#include "web/router.hpp"

namespace {

int usage() {
  std::fputs("usage: shop serve|migrate|seed|--routes [METHOD] [/path]\n", stderr);
  return 2;
}

int run(int argc, char** argv) {
  if (anqa::print_routes(argc, argv, shop::routes)) return 0;
  const std::string_view command = argc == 2 ? argv[1] : "";
  if (command != "serve" && command != "migrate" && command != "seed") return usage();

  const auto settings = shop::read_settings();
  shop::repo.open({.database = settings.database});
  const auto migrated = shop::repo.migrate(shop::migrations()).size();
  if (command == "migrate")
    std::printf("%zu migrations run, %s is up to date\n", migrated, settings.database.c_str());
  if (command != "migrate") {
    const auto seeded = shop::seed(shop::repo.blocking());
    if (seeded > 0 || command == "seed") std::printf("%lld products added\n", static_cast<long long>(seeded));
  }
  shop::repo.close();
  if (command != "serve") return 0;

  std::fflush(stdout);
  return anqa::run(argc, argv, shop::tree(settings));
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "shop: %s\n", error.what());
    return 1;
  }
}
