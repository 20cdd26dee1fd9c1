#include "anqa/dev/loop/notice.hpp"

#include "anqa/term/convert.hpp"
#include "anqa/term/json.hpp"

namespace anqa::dev {

std::string_view to_string(Notice::State state) {
  switch (state) {
    case Notice::State::building:
      return "building";
    case Notice::State::failed:
      return "failed";
    case Notice::State::starting:
      return "starting";
    case Notice::State::serving:
      return "serving";
    case Notice::State::down:
      return "down";
  }
  return "";
}

std::string to_json(const Notice& notice) {
  return json::write(Term::map({{"state", to_string(notice.state)},
                                {"run", notice.run},
                                {"styles", notice.styles},
                                {"pages", notice.pages},
                                {"title", notice.title},
                                {"errors", to_term(notice.errors)},
                                {"output", notice.output}}));
}

}  // namespace anqa::dev
