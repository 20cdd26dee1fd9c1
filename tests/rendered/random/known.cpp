#include "known.hpp"

namespace randomly {

ANQA_HEEX(SecondCounter,
          R"html(<.counter id="first" label="1" /><.counter :if={@a} id="second" label="2" />)html");

ANQA_HEEX(CounterInNest, R"html(<.nest id="nest" label={@s} />)html");

}  // namespace randomly
