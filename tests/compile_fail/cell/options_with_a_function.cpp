// expect: this field cannot be copied to a cell
// expect: on_done
#include <functional>

#include "anqa/cell/cell.hpp"
#include "anqa/otp/gen_server.hpp"

class Converter : public anqa::GenServer {
 public:
  struct Options {
    int quality = 80;
    std::function<void()> on_done;
  };
  explicit Converter(Options) {}
};

anqa::ChildSpec spec() {
  return anqa::child<Converter>({.quality = 90}).in_cell({.memory = anqa::operator""_MiB(64)});
}
