#include "anqa/cell/cell.hpp"
#include "anqa/otp/gen_server.hpp"

class Converter : public anqa::GenServer {
 public:
  struct Options {
    int quality = 80;
  };
  explicit Converter(Options) {}
};

anqa::ChildSpec spec() {
  return anqa::child<Converter>({.quality = 90}).in_cell({.memory = anqa::operator""_MiB(64)});
}
