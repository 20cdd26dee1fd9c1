#include <cstdio>
#include <exception>
#include <string_view>

#include "anqa/data/data_command.hpp"
#include "anqa/otp/application.hpp"
#include "anqa/web/route_info.hpp"
#include "repo.hpp"
#include "seeds.hpp"
#include "settings.hpp"
#include "tree.hpp"
#include "web/router.hpp"

namespace {

int usage() {
  std::fputs("usage: shop serve|seed|migrate|rollback|migrations|structure|--routes [METHOD] [/path]\n",
             stderr);
  return 2;
}

/// What the shop sells, where it sells nothing yet.
void seed(const anqa::RepoServer::Options& options, bool tell) {
  if (options.postgres.url.empty()) {
    shop::repo.open(options.sqlite);
  } else {
    shop::repo.open(options.postgres);
  }
  shop::repo.migrate(options.migrations);
  const auto seeded = shop::seed(shop::repo.blocking());
  if (seeded > 0 || tell) std::printf("%lld products added\n", static_cast<long long>(seeded));
  shop::repo.close();
}

int run(int argc, char** argv) {
  if (anqa::print_routes(argc, argv, shop::routes)) return 0;
  const auto settings = shop::read_settings();
  const auto database = shop::database_options(settings);
  if (const auto status = anqa::run_data_command(argc, argv, database)) return *status;
  const std::string_view command = argc == 2 ? argv[1] : "";
  if (command != "serve" && command != "seed") return usage();

  seed(database, command == "seed");
  if (command == "seed") return 0;
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
