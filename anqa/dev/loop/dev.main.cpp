#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "anqa/dev/loop/dev_loop.hpp"
#include "anqa/otp/application.hpp"

int main(int argc, char** argv) {
  auto options = anqa::dev::read_options(std::vector<std::string>(argv + 1, argv + argc));
  if (!options) {
    std::fprintf(stderr, "anqa-dev: %s\n%s", options.error().message.c_str(), anqa::dev::usage);
    return 2;
  }
  return anqa::run(1, argv,
                   {.max_restarts = 0,
                    .children = {anqa::child<anqa::dev::DevLoop>(std::move(*options))
                                     .id("dev loop")
                                     .shutdown(std::chrono::seconds(15))}});
}
