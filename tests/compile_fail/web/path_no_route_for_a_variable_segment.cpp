// A placeholder may become anything, so no literal segment of a route matches it. The compiler cuts texts
// after 36 characters.

// expect: in call to 'no_route_matches("/{}/users/1/posts/2")'
// expect: ({"DELETE /admin/users/:user_id/posts[...]"}
#include "shop.hpp"

std::string link(const std::string& area) { return path("/{}/users/1/posts/2", area); }
